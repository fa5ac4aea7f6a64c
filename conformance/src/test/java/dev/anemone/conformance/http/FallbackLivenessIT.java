package dev.anemone.conformance.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Setup;
import dev.anemone.conformance.wire.HttpStream;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// Clients of the fallbacks that are silent for long: the server asks them for a sign of life by a heartbeat.
@Conformance(Setup.IMPATIENT)
class FallbackLivenessIT {
    private static final Duration LONG_ENOUGH = Setup.ACTIVITY_TIMEOUT.plus(Setup.PONG_TIMEOUT).plusSeconds(1);

    @Test
    void aStreamingClientThatAnswersNoHeartbeatIsClosed(App app) {
        Fallback client = Fallback.of(app);
        HttpStream stream = client.stream();
        client.connect(stream);

        assertThat(stream.line()).isEqualTo("h");
        assertThat(stream.line()).startsWith("c[4201,\"");
    }

    @Test
    void oneThatAnswersStays(App app) {
        Fallback client = Fallback.of(app);
        HttpStream stream = client.stream();
        client.connect(stream);

        for (Instant end = Instant.now().plus(LONG_ENOUGH); Instant.now().isBefore(end);) {
            assertThat(stream.line()).isEqualTo("h");
            assertThat(client.sendRaw("[]").status()).isEqualTo(204);
        }
    }

    @Test
    void soDoesOneThatPolls(App app) {
        Fallback client = Fallback.of(app);
        client.connectByPolling();

        for (Instant end = Instant.now().plus(LONG_ENOUGH); Instant.now().isBefore(end);) {
            assertThat(client.poll().body()).isEqualTo("h\n");
        }
    }
}
