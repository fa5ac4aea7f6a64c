package dev.anemone.conformance.webhooks;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Credentials;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.server.AnemoneProcess;
import dev.anemone.conformance.server.App;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What happens when a backend does not answer as it should. Retries that take minutes take seconds here.
class WebhookDeliveryIT {
    private static final Duration FIRST_RETRY = Duration.ofMillis(300);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final List<String> ENDPOINTS = List.of("fine", "flaky", "dead", "slow", "moved", "mended");
    private static final HookReceiver RECEIVER = HookReceiver.start();
    private static AnemoneProcess server;

    private final List<App> apps = new ArrayList<>();

    /// For each endpoint an app of that name, which also tells `/beside` everything.
    @BeforeAll
    static void start() {
        var settings = new StringBuilder("""
                webhooks: { first-retry: 300ms, retry-horizon: 6s, attempt-timeout: 2s, poll-interval: 20ms }
                apps:
                """);
        for (String endpoint : ENDPOINTS) {
            settings.append("""
                      - id: "%1$s"
                        key: key-%1$s
                        secret: secret-%1$s
                        webhooks: [{ url: "%2$s/%1$s?token=hunter2" }, { url: "%2$s/beside" }]
                    """.formatted(endpoint, RECEIVER.url("")));
        }
        server = AnemoneProcess.start("webhook-delivery", settings.toString());
    }

    @AfterAll
    static void stop() {
        server.close();
        RECEIVER.close();
    }

    @AfterEach
    void disconnect() {
        apps.forEach(App::close);
    }

    private App app(String endpoint) {
        var app = new App(server.endpoint(), new Credentials(endpoint, "key-" + endpoint, "secret-" + endpoint));
        apps.add(app);
        return app;
    }

    /// Occupies a channel of its own, and returns its name.
    private String occupy(App app) {
        String channel = app.channel("my-channel-");
        app.connect().subscribe(channel);
        return channel;
    }

    private static List<JsonNode> deliveries(App app, String endpoint, String state) {
        JsonNode listed = app.rest().json(app.rest().get("/webhooks/deliveries").with("state", state))
                .path("deliveries");
        var found = new ArrayList<JsonNode>();
        listed.forEach(delivery -> {
            if (delivery.path("url").asText().contains("/" + endpoint)) {
                found.add(delivery);
            }
        });
        return found;
    }

    private static JsonNode awaitDelivery(App app, String endpoint, String state) {
        return await().atMost(PATIENCE).until(() -> deliveries(app, endpoint, state), found -> !found.isEmpty())
                .getFirst();
    }

    @Test
    @PC(226)
    void whatFailsIsSentAgainAsItWasWithGrowingPausesUntilItIsTaken() {
        Map<String, Integer> attempts = new ConcurrentHashMap<>();
        RECEIVER.answer("/flaky", request -> attempts.merge(request.body(), 1, Integer::sum) <= 2 ? 500 : 201);
        App app = app("flaky");

        String channel = occupy(app);
        List<HookRequest> requests = RECEIVER.awaitRequests("/flaky", channel, 3);

        assertThat(requests).extracting(HookRequest::body).containsOnly(requests.getFirst().body());
        assertThat(requests).extracting(request -> request.header("Anemone-Delivery"))
                .containsOnly(requests.getFirst().header("Anemone-Delivery"));
        assertThat(requests).extracting(request -> request.header("X-Pusher-Signature"))
                .containsOnly(app.credentials().sign(requests.getFirst().body()));
        Duration firstPause = Duration.between(requests.get(0).arrived(), requests.get(1).arrived());
        Duration secondPause = Duration.between(requests.get(1).arrived(), requests.get(2).arrived());
        assertThat(firstPause).isGreaterThanOrEqualTo(FIRST_RETRY);
        assertThat(secondPause).isGreaterThanOrEqualTo(FIRST_RETRY.multipliedBy(2));
        JsonNode delivery = awaitDelivery(app, "flaky", "delivered");
        assertThat(delivery.path("attempts").intValue()).isEqualTo(3);
        assertThat(delivery.path("outcome").textValue()).isEqualTo("Answered 201.");
        assertThat(RECEIVER.awaitRequests("/flaky", channel, 3)).hasSize(3);
    }

    @Test
    @PC(227)
    void anEndpointThatKeepsFailingIsGivenUpAndOthersHearEverything() {
        RECEIVER.answer("/dead", _ -> 503);
        App app = app("dead");
        String channel = occupy(app);

        JsonNode delivery = awaitDelivery(app, "dead", "failed");

        int attempts = RECEIVER.awaitRequests("/dead", channel, 2).size();
        assertThat(delivery.path("attempts").intValue()).isEqualTo(attempts).isGreaterThan(2);
        assertThat(delivery.path("outcome").textValue()).isEqualTo("Answered 503.");
        assertThat(delivery.path("events")).isEqualTo(Json.parse("[\"channel_occupied\"]"));
        assertThat(RECEIVER.names("/beside", channel)).containsExactly("channel_occupied");
        assertThat(server.log()).contains("Webhook given up app=dead endpoint=http://127.0.0.1:")
                .doesNotContain("hunter2", channel, "secret-");
    }

    @Test
    void anEndpointThatNeverAnswersDelaysNobody() {
        RECEIVER.neverAnswer("/slow");
        App app = app("slow");
        occupy(app);
        await().atMost(PATIENCE).until(() -> !RECEIVER.requests("/slow").isEmpty());

        for (int i = 0; i < 20; i++) {
            RECEIVER.awaitEvent("/beside", "channel_occupied", occupy(app));
        }

        assertThat(awaitDelivery(app, "slow", "failed").path("outcome").textValue())
                .isIn("No answer within 2000 ms.", "Never sent: the endpoint did not answer others in time.");
    }

    @Test
    void aRedirectIsAFailureThatIsNotFollowed() {
        RECEIVER.answer("/moved", _ -> 307);
        App app = app("moved");
        occupy(app);

        assertThat(awaitDelivery(app, "moved", "failed").path("outcome").textValue())
                .isEqualTo("Answered 307; redirects are not followed.");
        assertThat(RECEIVER.requests("/elsewhere")).isEmpty();
    }

    @Test
    void whatWasGivenUpCanBeSentAgainFromTheCommandLine() throws IOException, InterruptedException {
        RECEIVER.answer("/mended", _ -> 500);
        App app = app("mended");
        String channel = occupy(app);
        JsonNode failed = awaitDelivery(app, "mended", "failed");
        String id = failed.path("id").textValue();
        assertThat(anemone(app, "webhooks", "list", "--state", "failed")).contains("AGE  ", "failed", id,
                "channel_occupied", "Answered 500.");
        assertThat(Json.parse(anemone(app, "webhooks", "list", "--state", "failed", "--json")).path("deliveries"))
                .isEqualTo(Json.parse("[" + failed + "]"));
        RECEIVER.answer("/mended", _ -> 200);

        assertThat(anemone(app, "webhooks", "replay", id)).isEqualTo("Delivery " + id + " waits to be sent again.\n");

        JsonNode delivered = awaitDelivery(app, "mended", "delivered");
        assertThat(delivered.path("id").textValue()).isEqualTo(id);
        List<HookRequest> requests = RECEIVER.awaitRequests("/mended", channel, 2);
        assertThat(requests.getLast().body()).isEqualTo(requests.getFirst().body());
        assertThat(requests.getLast().header("Anemone-Delivery")).isEqualTo(id);
    }

    private static String anemone(App app, String... arguments) throws IOException, InterruptedException {
        var command = new ArrayList<>(AnemoneProcess.program());
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        Credentials credentials = app.credentials();
        builder.environment().putAll(Map.of("ANEMONE_URL", "http://" + app.endpoint().authority(), "ANEMONE_APP_ID",
                credentials.appId(), "ANEMONE_APP_KEY", credentials.key(), "ANEMONE_APP_SECRET", credentials.secret()));
        Process process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(process.exitValue()).as(output).isZero();
        return output;
    }

    @Test
    void theNumbersAreAmongTheMetrics() {
        RECEIVER.awaitEvent("/fine", "channel_occupied", occupy(app("fine")));

        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(metric("anemone_webhooks_delivered_total")).isPositive());
        assertThat(metric("anemone_webhooks_attempts_total")).isPositive();
        assertThat(metric("anemone_webhooks_waiting")).isNotNegative();
        assertThat(metric("anemone_webhooks_oldest_waiting_seconds")).isNotNegative();
        assertThat(metric("anemone_webhooks_failed_total")).isNotNegative();
    }

    private static double metric(String name) {
        return given().baseUri(server.adminUrl().toString()).get("/metrics").asString().lines()
                .filter(line -> line.startsWith(name + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                .findFirst().orElseThrow(() -> new AssertionError("No metric " + name));
    }
}
