package dev.anemone.server.node;

import dev.anemone.api.Api;
import dev.anemone.api.webhooks.Webhooks;
import dev.anemone.auth.access.TokenAccess;
import dev.anemone.auth.http.AuthService;
import dev.anemone.gateway.Gateway;
import dev.anemone.model.App;
import dev.anemone.server.config.Role;
import dev.anemone.server.config.ServerConfig;
import dev.anemone.server.devpage.DevPage;
import dev.anemone.server.http.AdminRoutes;
import dev.anemone.server.http.ClientAddress;
import dev.anemone.server.http.Doorway;
import dev.anemone.server.http.HttpEngine;
import dev.anemone.server.http.HttpPort;
import dev.anemone.server.http.Probes;
import dev.anemone.server.http.Router;
import dev.anemone.server.metrics.Metrics;
import dev.anemone.server.sdk.SdkScript;
import dev.anemone.server.tls.ServedCertificate;
import dev.anemone.store.Scheduler;
import dev.anemone.store.Store;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.GracefulShutdownHandler;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// One running node: its ports, its roles, its door to the store. Thread-safe.
public final class Server {
    /// How long a stop waits for clients to answer the close they are sent, for requests to finish, for webhooks that are
    /// under way to be answered, for threads to end.
    private static final Duration DRAIN_PATIENCE = Duration.ofSeconds(4);
    private static final Duration REQUEST_PATIENCE = Duration.ofSeconds(2);
    private static final Duration WEBHOOK_PATIENCE = Duration.ofSeconds(1);
    private static final Duration THREAD_PATIENCE = Duration.ofMillis(500);
    private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

    private final ServerConfig config;
    private final HttpEngine engine;
    private final HttpPort port;
    private final HttpPort adminPort;
    private final Optional<ServedCertificate> certificate;
    private final List<App> apps;
    private final Store store;
    private final TokenAccess tokens;
    private final Optional<Gateway> gateway;
    private final Optional<Webhooks> webhooks;
    private final GracefulShutdownHandler requests;
    private final AtomicBoolean stopping = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private Server(ServerConfig config, HttpEngine engine, HttpPort port, HttpPort adminPort,
            Optional<ServedCertificate> certificate, Doorway door, Doorway adminDoor) {
        this.config = config;
        this.engine = engine;
        this.port = port;
        this.adminPort = adminPort;
        this.certificate = certificate;
        certificate.ifPresent(served -> served.watch(port::renew));
        var random = new SecureRandom();
        this.apps = config.apps().isEmpty() ? List.of(DevApp.create(random)) : config.toApps();
        this.store = StoreDoor.open(config.redis(), config.redisAllowEviction(), config.webhooks().toRules(), apps);
        this.webhooks = having(Role.API, () -> Webhooks.start(config.webhooks().toConfig(), store,
                Scheduler.onThread("anemone-webhooks"), random));
        var clock = InstantSource.system();
        this.tokens = TokenAccess.start(store.revocations(), clock, System::nanoTime, config.auth().tokenLeeway(),
                config.auth().jwksRefresh());
        this.gateway = having(Role.GATEWAY, () -> Gateway.create(config.gateway(), store, tokens, random, clock));
        var router = new Router(config.pathPrefix(), new Probes(this::problems),
                gateway.map(Gateway::handler),
                having(Role.API, () -> Api.create(config.api(), store, clock, System::nanoTime).handler()),
                having(Role.AUTH, () -> AuthService.create(runsDevApp() ? config.auth().explaining() : config.auth(),
                        store, tokens, System::nanoTime).handler()),
                having(Role.GATEWAY, SdkScript::new),
                hasDevPage() ? Optional.of(devPage()) : Optional.empty());
        this.requests = new GracefulShutdownHandler(new ClientAddress(config.toTrustedProxies(), router));
        door.open(requests);
        adminDoor.open(new AdminRoutes(new Metrics(this::problems, store, gateway.map(running -> running::stats),
                webhooks.map(running -> running::stats), certificate)));
    }

    /// Opens both ports and serves. The ports are open first, because that is what others wait for; requests that come
    /// before the roles are ready wait for them.
    ///
    /// @param engine stops with the server, also when it does not start
    /// @throws dev.anemone.server.config.ConfigException if there is no certificate where one should be
    /// @throws dev.anemone.server.http.PortException if a port cannot be opened
    public static Server start(ServerConfig config, HttpEngine engine) {
        try {
            var door = new Doorway();
            var adminDoor = new Doorway();
            Duration requestTimeout = config.gateway().handshakeTimeout();
            Optional<ServedCertificate> certificate = config.tls().enabled()
                    ? Optional.of(ServedCertificate.read(config.tls(), Scheduler.onThread("anemone-tls")))
                    : Optional.empty();
            HttpPort port = certificate.isPresent()
                    ? engine.listen(config.host(), config.port(), requestTimeout, config.idleTimeout(),
                            certificate.get().context(), door)
                    : engine.listen(config.host(), config.port(), requestTimeout, config.idleTimeout(), door);
            HttpPort adminPort = engine.listen(config.host(), config.adminPort(), requestTimeout, config.idleTimeout(),
                    adminDoor);
            return new Server(config, engine, port, adminPort, certificate, door, adminDoor);
        } catch (RuntimeException failure) {
            engine.close();
            throw failure;
        }
    }

    private <T> Optional<T> having(Role role, Supplier<T> part) {
        return config.roles().contains(role) ? Optional.of(part.get()) : Optional.empty();
    }

    private HttpHandler devPage() {
        App app = apps.getFirst();
        return DevPage.create(app, store.broker());
    }

    /// Whether the node runs the dev app, whose secret everybody knows.
    boolean runsDevApp() {
        return config.apps().isEmpty();
    }

    /// Whether `GET /` shows the dev page: nobody else may reach it, and it must find all it uses on this node.
    boolean hasDevPage() {
        return runsDevApp() && port.loopback() && config.roles().containsAll(List.of(Role.GATEWAY, Role.API));
    }

    /// Why this node should get no traffic, one sentence each; empty when it should.
    List<String> problems() {
        var problems = new ArrayList<>(store.problems());
        if (stopping.get()) {
            problems.add("This node is stopping.");
        }
        return problems;
    }

    /// What this node was told.
    ServerConfig config() {
        return config;
    }

    /// The tenants.
    List<App> apps() {
        return apps;
    }

    /// The port of the service.
    public HttpPort port() {
        return port;
    }

    /// The port of the metrics.
    public HttpPort adminPort() {
        return adminPort;
    }

    /// Stops in order: sends clients away with 4200 so that they reconnect elsewhere, refuses new connections, lets
    /// requests and webhooks finish, closes the store. Each step has a bound; together they take less than 9 seconds. A second call
    /// waits for the first.
    ///
    /// The port stays open while a client of an HTTP fallback is between two polls: it may come back by a new connection,
    /// and would take a closed port for a broken network.
    public void stop() throws InterruptedException {
        if (!stopping.compareAndSet(false, true)) {
            stopped.await();
            return;
        }
        long start = System.nanoTime();
        gateway.ifPresent(Gateway::drain);
        awaitNone(() -> gateway.map(Gateway::untold).orElse(0), start);
        port.close();
        awaitNone(() -> gateway.map(Gateway::webSockets).orElse(0L), start);
        requests.shutdown();
        requests.awaitShutdown(REQUEST_PATIENCE.toMillis());
        if (webhooks.isPresent()) {
            webhooks.get().stop(WEBHOOK_PATIENCE);
        }
        certificate.ifPresent(ServedCertificate::close);
        tokens.close();
        store.close();
        adminPort.close();
        engine.stop(THREAD_PATIENCE);
        stopped.countDown();
    }

    /// Waits until nobody of `clients` is left, as long as the drain may take.
    private static void awaitNone(LongSupplier clients, long startNanos) throws InterruptedException {
        while (clients.getAsLong() > 0 && System.nanoTime() - startNanos < DRAIN_PATIENCE.toNanos()) {
            Thread.sleep(POLL_INTERVAL);
        }
    }

    /// Waits until somebody has stopped the server.
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }
}
