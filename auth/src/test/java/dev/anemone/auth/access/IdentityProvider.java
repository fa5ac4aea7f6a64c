package dev.anemone.auth.access;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/// Publishes keys over HTTP, and answers as a test wants it to.
final class IdentityProvider implements AutoCloseable {
    private record Answer(int status, Map<String, String> headers, String body) {}

    private final HttpServer server;
    private final URI url;
    private final AtomicInteger requests = new AtomicInteger();
    private volatile Answer answer = new Answer(200, Map.of(), "{\"keys\":[]}");
    private volatile CompletableFuture<Void> released = CompletableFuture.completedFuture(null);

    private IdentityProvider(HttpServer server) {
        this.server = server;
        this.url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/keys");
    }

    static IdentityProvider start() {
        try {
            var provider = new IdentityProvider(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
            provider.server.createContext("/", provider::answer);
            provider.server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
            provider.server.start();
            return provider;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    URI url() {
        return url;
    }

    /// Answers so from now on.
    void publish(String set) {
        publish(set, Map.of());
    }

    void publish(String set, Map<String, String> headers) {
        answer = new Answer(200, headers, set);
    }

    void fail(int status, Map<String, String> headers) {
        answer = new Answer(status, headers, "{\"keys\":[]}");
    }

    /// Keeps the requests that come from now on waiting; what they will be answered is what is published when they come.
    void hold() {
        released = new CompletableFuture<>();
    }

    /// Answers those that wait, and no longer holds others.
    void release() {
        released.complete(null);
    }

    /// How many there were.
    int requests() {
        return requests.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        Answer given = answer;
        CompletableFuture<Void> mayGo = released;
        requests.incrementAndGet();
        mayGo.join();
        byte[] body = given.body().getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            given.headers().forEach(exchange.getResponseHeaders()::add);
            exchange.sendResponseHeaders(given.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        release();
        server.stop(0);
    }
}
