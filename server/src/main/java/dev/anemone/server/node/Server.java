package dev.anemone.server.node;

import dev.anemone.api.Api;
import dev.anemone.auth.http.AuthService;
import dev.anemone.gateway.Gateway;
import dev.anemone.model.App;
import dev.anemone.server.config.Role;
import dev.anemone.server.config.ServerConfig;
import dev.anemone.server.devpage.DevPage;
import dev.anemone.server.http.Doorway;
import dev.anemone.server.http.HttpEngine;
import dev.anemone.server.http.HttpPort;
import dev.anemone.server.http.Probes;
import dev.anemone.server.http.Router;
import dev.anemone.store.Store;
import dev.anemone.store.memory.MemoryStore;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.GracefulShutdownHandler;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/// One running node: its ports, its roles, its door to the store. Thread-safe.
public final class Server {
    private final ServerConfig config;
    private final HttpEngine engine;
    private final HttpPort port;
    private final HttpPort adminPort;
    private final List<App> apps;
    private final Store store;
    private final Optional<Gateway> gateway;
    private final GracefulShutdownHandler requests;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile boolean stopping;
}
