package dev.anemone.conformance.webhooks;

import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.ToIntFunction;

/// A customer's backend on a free port of this machine: each path is an endpoint that remembers what it was told, and
/// answers 200 unless a test has it answer otherwise. Thread-safe.
public final class HookReceiver implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closing = new CountDownLatch(1);
    private final Map<String, List<HookRequest>> byPath = new ConcurrentHashMap<>();
    private final Map<String, ToIntFunction<HookRequest>> answers = new ConcurrentHashMap<>();

    private HookReceiver(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::receive);
        server.start();
    }

    public static HookReceiver start() {
        try {
            return new HookReceiver(
                    HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /// From now on, `path` answers requests with this status.
    public void answer(String path, ToIntFunction<HookRequest> status) {
        answers.put(path, status);
    }

    /// From now on, `path` answers nothing for as long as the receiver lives.
    public void neverAnswer(String path) {
        answer(path, _ -> {
            try {
                closing.await();
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
            }
            return 500;
        });
    }

    /// What `path` was told so far.
    public List<HookRequest> requests(String path) {
        return List.copyOf(byPath.getOrDefault(path, List.of()));
    }

    /// What `path` was told of `channel` so far, event by event.
    public List<JsonNode> events(String path, String channel) {
        return requests(path).stream().flatMap(request -> request.events().stream())
                .filter(event -> event.path("channel").asText().equals(channel)).toList();
    }

    /// The same, names only.
    public List<String> names(String path, String channel) {
        return events(path, channel).stream().map(event -> event.path("name").asText()).toList();
    }

    /// Waits until `path` was told `name` of `channel`, and returns the request that told it first.
    public HookRequest awaitEvent(String path, String name, String channel) {
        return await().atMost(PATIENCE).until(() -> requests(path).stream()
                .filter(request -> request.events().stream().anyMatch(event -> event.path("name").asText().equals(name)
                        && event.path("channel").asText().equals(channel)))
                .toList(), found -> !found.isEmpty()).getFirst();
    }

    /// Waits until `path` had so many requests that concern `channel`, and returns all of them.
    public List<HookRequest> awaitRequests(String path, String channel, int count) {
        return await().atMost(PATIENCE).until(
                () -> requests(path).stream().filter(request -> request.concerns(channel)).toList(),
                found -> found.size() >= count);
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            var request = new HookRequest(exchange.getRequestMethod(), exchange.getRequestHeaders(), body,
                    Instant.now());
            String path = exchange.getRequestURI().getPath();
            byPath.computeIfAbsent(path, _ -> new CopyOnWriteArrayList<>()).add(request);
            int status = answers.getOrDefault(path, _ -> 200).applyAsInt(request);
            exchange.getResponseHeaders().set("Location", url("/elsewhere"));
            exchange.sendResponseHeaders(status, -1);
        }
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
