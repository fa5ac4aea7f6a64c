package dev.anemone.conformance.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Tenant;
import io.restassured.response.Response;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a backend may do in a second.
@Conformance
class RatesIT {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Test
    void eventsBeyondTheRateAreRefusedUntilTheSecondIsOver(@Of(Tenant.RATED) App app) {
        assertRefusedAndLaterNot(() -> app.rest().events(Map.of("name", "e", "channel", "c", "data", "")),
                "limits.backend-events-per-second");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/channels", "/channels/c/history"})
    void queriesBeyondTheRateAreRefusedUntilTheSecondIsOver(String path, @Of(Tenant.RATED) App app) {
        assertRefusedAndLaterNot(() -> app.rest().send(app.rest().get(path)), "limits.read-requests-per-second");
    }

    /// An event counts once for each channel, each event of a batch counts.
    @Test
    void whatIsMoreThanASecondsWorthIsToldApart(@Of(Tenant.RATED_TO_FIVE) App app) {
        List<String> six = List.of("a", "b", "c", "d", "e", "f");

        Response event = app.rest().events(Map.of("name", "e", "channels", six, "data", ""));
        Response batch = app.rest().send(app.rest().post("/batch_events", Map.of("batch",
                six.stream().map(channel -> Map.of("name", "e", "channel", channel, "data", "")).toList())));

        for (Response response : List.of(event, batch)) {
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(response.body().asString()).contains("Too many events in one request: 6");
        }
    }

    private static void assertRefusedAndLaterNot(Callable<Response> request, String setting) {
        Response refused = await().atMost(PATIENCE).pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1))
                .until(request, response -> response.statusCode() != 200);

        assertThat(refused.statusCode()).isEqualTo(429);
        assertThat(refused.header("Retry-After")).isEqualTo("1");
        assertThat(refused.contentType()).startsWith("text/plain");
        assertThat(refused.body().asString()).contains(setting);
        await().atMost(PATIENCE).until(request, response -> response.statusCode() == 200);
    }
}
