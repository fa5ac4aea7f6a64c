package dev.anemone.conformance.audit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anemone.conformance.pusher.Credentials;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.RestApi;
import dev.anemone.conformance.pusher.SignedRequest;
import dev.anemone.conformance.server.AnemoneProcess;
import dev.anemone.conformance.wire.Endpoint;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;

/// One process of the service, asked from outside. Whoever asks a node that may be dead or frozen expects an
/// [IOException]. Thread-safe.
final class Node implements AutoCloseable {
    static final Credentials APP = new Credentials("1", "audit-key", "audit-secret");

    /// Longer than a node may take to refuse what it cannot do, shorter than it may be frozen.
    private static final Duration PATIENCE = Duration.ofSeconds(3);
    /// For questions, which are asked when all should be well again.
    private static final Duration MORE_PATIENCE = Duration.ofSeconds(15);
    private static final HttpClient HTTP = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(PATIENCE).executor(Executors.newVirtualThreadPerTaskExecutor()).build();
    private final String name;
    private final AnemoneProcess process;
    private final RestApi api;

    private Node(String name, AnemoneProcess process) {
        this.name = name;
        this.process = process;
        this.api = new RestApi(process.endpoint(), APP);
    }

    /// Starts one, and returns when it listens.
    static Node start(String name, String redisUrl) {
        return new Node(name, AnemoneProcess.start(name,
                """
                        redis: %s
                        apps:
                          - id: "%s"
                            key: %s
                            secret: %s
                            subscription-count: true
                            limits: {max-event-data-bytes: 65536}
                        """.formatted(redisUrl, APP.appId(), APP.key(), APP.secret())));
    }

    String name() {
        return name;
    }

    AnemoneProcess process() {
        return process;
    }

    Endpoint endpoint() {
        return process.endpoint();
    }

    /// Whether it wants traffic; one that does not answer does not.
    boolean ready() {
        try {
            return send(HttpRequest.newBuilder(base().resolve("/ready")), PATIENCE).statusCode() == 200;
        } catch (IOException _) {
            return false;
        }
    }

    /// Triggers an event, unless the same `key` has done so before.
    ///
    /// @return the status of the answer
    int publish(String channel, String data, String key) throws IOException {
        SignedRequest request = api.post("/events",
                Map.of("name", Event.NAME, "channel", channel, "data", data));
        return send(signed(request).header("Content-Type", "application/json").header("Idempotency-Key", key)
                .POST(BodyPublishers.ofByteArray(request.body().toArray())), PATIENCE).statusCode();
    }

    /// What it says of a channel.
    JsonNode channel(String channel, String info) throws IOException {
        return get(api.get("/channels/" + channel).with("info", info));
    }

    /// Whom it lists as members of a presence channel.
    List<String> users(String channel) throws IOException {
        return get(api.get("/channels/" + channel + "/users")).path("users").findValuesAsText("id");
    }

    /// The value of a metric, all its labels together; 0 if there is none of that name.
    long metric(String metric) throws IOException {
        String page = send(HttpRequest.newBuilder(process.adminUrl().resolve("/metrics")), MORE_PATIENCE).body();
        return Math.round(page.lines()
                .filter(line -> line.startsWith(metric + " ") || line.startsWith(metric + "{"))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1))).sum());
    }

    private JsonNode get(SignedRequest request) throws IOException {
        HttpResponse<String> answer = send(signed(request), MORE_PATIENCE);
        if (answer.statusCode() != 200) {
            throw new IOException("Expected 200, got " + answer.statusCode() + " " + answer.body());
        }
        return Json.parse(answer.body());
    }

    private HttpRequest.Builder signed(SignedRequest request) {
        return HttpRequest.newBuilder(base().resolve(request.target()));
    }

    private URI base() {
        return URI.create("http://" + endpoint().authority());
    }

    private static HttpResponse<String> send(HttpRequest.Builder request, Duration patience) throws IOException {
        try {
            return HTTP.send(request.timeout(patience).build(), BodyHandlers.ofString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IOException(interrupted);
        }
    }

    @Override
    public void close() {
        process.close();
    }

    @Override
    public String toString() {
        return name;
    }
}
