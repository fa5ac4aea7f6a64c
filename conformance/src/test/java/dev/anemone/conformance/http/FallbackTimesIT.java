package dev.anemone.conformance.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Publisher;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Setup;
import dev.anemone.conformance.wire.HttpStream;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What the fallbacks do when time passes. Times are the server's, so these tests watch it rather than wait.
@Conformance(Setup.BRISK)
class FallbackTimesIT {
    private static final Duration MOMENT = Duration.ofMillis(100);
    private static final String NINE_KILOBYTES = "x".repeat(9_000);
    private static final int EVENTS = 120; // More than a mebibyte.

    @Test
    @PC(239)
    void anIdlePollIsHeldAndEndsWithAHeartbeat(App app) {
        Fallback client = Fallback.of(app);
        client.connectByPolling();
        Instant asked = Instant.now();

        assertThat(client.poll().body()).isEqualTo("h\n");
        assertThat(Duration.between(asked, Instant.now())).isGreaterThan(Setup.HEARTBEAT.minus(MOMENT));
    }

    @Test
    @PC(239)
    void anIdleStreamHearsHeartbeats(App app) {
        Fallback client = Fallback.of(app);
        HttpStream stream = client.stream();
        client.connect(stream);
        stream.wire().patience(Setup.HEARTBEAT.multipliedBy(5));

        for (int i = 0; i < 3; i++) {
            assertThat(stream.line()).isEqualTo("h");
        }
    }

    @Test
    @PC({241, 249})
    void aClientThatDoesNotComeBackIsGone(App app) {
        Fallback client = Fallback.of(app);
        HttpStream stream = client.stream();
        client.connect(stream);
        String channel = app.channel("left-");
        client.subscribe(channel);
        Fallback.read(stream, 1);
        assertThat(app.rest().occupied(channel)).isTrue();

        stream.wire().reset();
        await().until(() -> !app.rest().occupied(channel));
        assertThat(client.poll().body()).isEqualTo("o\n");
    }

    @Test
    @PC(241)
    void norDoesOneThatPollsNoMore(App app) {
        Fallback client = Fallback.of(app);
        client.connectByPolling();
        String channel = app.channel("left-");
        client.subscribe(channel);
        assertThat(app.rest().occupied(channel)).isTrue();

        await().until(() -> !app.rest().occupied(channel));
        assertThat(client.sendRaw("[]").status()).isEqualTo(404);
        assertThat(client.poll().body()).isEqualTo("o\n");
    }

    /// This client does not ask for another response when this one is long, as pusher-js would; the server gives it the time
    /// to do so once.
    @Test
    @PC(237)
    void aStreamCarriesMoreThanAMebibyte(App app) {
        Fallback client = Fallback.of(app);
        HttpStream stream = client.stream();
        client.connect(stream);
        String channel = app.channel("long-");
        client.subscribe(channel);
        Fallback.read(stream, 1);

        try (Publisher publisher = app.rest().publisher()) {
            for (int i = 0; i < EVENTS; i++) {
                publisher.publish(channel, "e" + i, NINE_KILOBYTES);
                assertThat(Fallback.read(stream, 1).getFirst().event()).isEqualTo("e" + i);
            }
        }
    }
}
