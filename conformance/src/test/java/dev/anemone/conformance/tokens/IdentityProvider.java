package dev.anemone.conformance.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.anemone.conformance.pusher.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Publishes the keys that tokens are made with, as identity providers do, on a free port. Thread-safe.
final class IdentityProvider implements AutoCloseable {
    private final HttpServer server;
    private final Duration maxAge;
    private final List<SigningKey> keys;
    private final AtomicInteger readings = new AtomicInteger();

    private IdentityProvider(HttpServer server, Duration maxAge, List<SigningKey> keys) {
        this.server = server;
        this.maxAge = maxAge;
        this.keys = keys;
    }

    /// @param maxAge how long its readers may keep what they read
    static IdentityProvider start(Duration maxAge, SigningKey... keys) {
        try {
            var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
            var provider = new IdentityProvider(HttpServer.create(address, 0), maxAge,
                    new CopyOnWriteArrayList<>(keys));
            provider.server.createContext("/jwks.json", provider::answer);
            provider.server.start();
            return provider;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/jwks.json";
    }

    /// How often its keys were read.
    int readings() {
        return readings.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            readings.incrementAndGet();
            byte[] set = Json.text(Map.of("keys", keys.stream().map(SigningKey::jwk).toList())).getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.getResponseHeaders().set("Cache-Control", "public, max-age=" + maxAge.toSeconds());
            exchange.sendResponseHeaders(200, set.length);
            exchange.getResponseBody().write(set);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
