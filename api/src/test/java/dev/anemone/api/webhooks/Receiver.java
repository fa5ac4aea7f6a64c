package dev.anemone.api.webhooks;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/// An endpoint on a free port of this machine that remembers what it is told. Answers 200 unless it was told otherwise.
/// Thread-safe.
final class Receiver implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final List<Request> requests = new ArrayList<>();
    private final Queue<Integer> answers = new ArrayDeque<>();
    private int otherwise = 200;
    private @Nullable CountDownLatch gate;

    /// What came.
    record Request(String method, String path, Headers headers, String body, int clientPort) {
        String header(String name) {
            return String.join(" + ", headers.getOrDefault(name, List.of()));
        }
    }

    private Receiver(HttpServer server) {
        this.server = server;
        server.setExecutor(threads);
        server.createContext("/", this::receive);
        server.start();
    }

    static Receiver start() {
        try {
            return new Receiver(HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return server.getAddress().getPort();
    }

    URI url(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    /// Answers the next requests so.
    synchronized Receiver answer(Integer... statuses) {
        answers.addAll(Arrays.asList(statuses));
        return this;
    }

    /// Answers all later requests so.
    synchronized Receiver answerAlways(int status) {
        otherwise = status;
        return this;
    }

    /// Answers nothing before [#open].
    synchronized Receiver hold() {
        gate = new CountDownLatch(1);
        return this;
    }

    synchronized void open() {
        if (gate != null) {
            gate.countDown();
        }
    }

    synchronized List<Request> requests() {
        return List.copyOf(requests);
    }

    List<String> bodies() {
        return requests().stream().map(Request::body).toList();
    }

    private void receive(HttpExchange exchange) throws IOException {
        try (exchange) {
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            CountDownLatch closed = remember(new Request(exchange.getRequestMethod(),
                    exchange.getRequestURI().toString(), exchange.getRequestHeaders(), body,
                    exchange.getRemoteAddress().getPort()));
            if (closed != null) {
                closed.await();
            }
            exchange.getResponseHeaders().set("Location", "/elsewhere");
            exchange.sendResponseHeaders(next(), -1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable CountDownLatch remember(Request request) {
        requests.add(request);
        return gate;
    }

    private synchronized int next() {
        Integer status = answers.poll();
        return status == null ? otherwise : status;
    }

    @Override
    public void close() {
        open();
        server.stop(0);
        threads.shutdownNow();
    }
}
