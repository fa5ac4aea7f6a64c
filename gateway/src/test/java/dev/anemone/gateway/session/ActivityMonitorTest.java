package dev.anemone.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.hub.FakeLoop;
import dev.anemone.gateway.protocol.CloseCode;
import java.time.Duration;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// Silences of 120 s, and 30 s for an answer, on a clock that the test moves.
class ActivityMonitorTest {
    private static final Duration SILENCE = Duration.ofMinutes(2);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration INSTANT = Duration.ofNanos(1);

    private final FakeLoop loop = new FakeLoop();
    private final RecordingConnection connection = new RecordingConnection("1.1");
    private double jitter;
    private final RandomGenerator random = new RandomGenerator() {
        @Override
        public long nextLong() {
            throw new UnsupportedOperationException();
        }

        @Override
        public double nextDouble() {
            return jitter;
        }
    };

    private ActivityMonitor start() {
        return new ActivityMonitor(connection, loop, SILENCE, PATIENCE, random);
    }

    @Test
    void aSilenceIsEndedByAPing() {
        start();

        loop.advance(SILENCE.minus(INSTANT));
        assertThat(connection.pings()).isZero();
        loop.advance(INSTANT);
        assertThat(connection.pings()).isEqualTo(1);
        connection.assertOpen();
    }

    @Test
    void whoDoesNotAnswerIsClosed() {
        start();

        loop.advance(SILENCE.plus(PATIENCE).minus(INSTANT));
        connection.assertOpen();
        loop.advance(INSTANT);
        connection.assertClosed(CloseCode.PONG_NOT_RECEIVED, "Pong reply not received in time.");
        assertThat(connection.pings()).isEqualTo(1);
        assertThat(loop.timers()).isZero();
    }

    @Test
    void whoAnswersStays() {
        ActivityMonitor monitor = start();
        for (int i = 1; i <= 20; i++) {
            loop.advance(SILENCE);
            assertThat(connection.pings()).isEqualTo(i);
            loop.advance(PATIENCE.minus(INSTANT));
            monitor.heard();
            loop.advance(INSTANT);
            connection.assertOpen();
            monitor.heard();
        }
    }

    @Test
    void anAnswerInTheSameInstantCounts() {
        ActivityMonitor monitor = start();
        loop.advance(SILENCE);
        assertThat(connection.pings()).isEqualTo(1);

        monitor.heard();
        loop.advance(PATIENCE);

        connection.assertOpen();
    }

    @Test
    void anythingHeardPostponesThePing() {
        ActivityMonitor monitor = start();
        for (int i = 0; i < 10; i++) {
            loop.advance(SILENCE.minus(INSTANT));
            monitor.heard();
        }
        assertThat(connection.pings()).isZero();

        loop.advance(SILENCE.minus(INSTANT));
        assertThat(connection.pings()).isZero();
        loop.advance(INSTANT);
        assertThat(connection.pings()).isEqualTo(1);
    }

    @Test
    void hearingCostsNoTimer() {
        ActivityMonitor monitor = start();
        for (int i = 0; i < 1_000; i++) {
            loop.advance(Duration.ofMillis(7));
            monitor.heard();
            assertThat(loop.timers()).isEqualTo(1);
        }
    }

    @Test
    void theNextSilenceIsCountedFromTheAnswer() {
        ActivityMonitor monitor = start();
        loop.advance(SILENCE);
        loop.advance(Duration.ofSeconds(10));
        monitor.heard();

        loop.advance(SILENCE.minus(INSTANT));
        assertThat(connection.pings()).isEqualTo(1);
        loop.advance(INSTANT);
        assertThat(connection.pings()).isEqualTo(2);
    }

    @Test
    void connectionsMadeTogetherAreNotPingedTogether() {
        jitter = 1;
        start();

        loop.advance(Duration.ofSeconds(108).minus(INSTANT));
        assertThat(connection.pings()).isZero();
        loop.advance(INSTANT);
        assertThat(connection.pings()).isEqualTo(1);
    }

    @Test
    void whoStopsWatchingLeavesNoTimer() {
        start().stop();
        assertThat(loop.timers()).isZero();

        ActivityMonitor pinged = start();
        loop.advance(SILENCE);
        pinged.stop();
        loop.advance(SILENCE);

        assertThat(loop.timers()).isZero();
        assertThat(connection.pings()).isEqualTo(1);
        connection.assertOpen();
    }
}
