package dev.anemone.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LivenessTest {
    private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 10); // The clock may wrap; nothing may mind.
    private final Liveness liveness = new Liveness("127.0.0.1:6379", nanos::get);

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /// A canary makes its way at once.
    private void canary() {
        liveness.replied(0);
        liveness.heard(0);
        liveness.echoed(0, nanos.get());
    }

    @Test
    void redisDoesNotAnswerBeforeTheFirstCanaryIsBack() {
        liveness.opened(1);
        liveness.replied(0);
        liveness.heard(0);
        assertThat(liveness.answers()).isFalse();

        liveness.echoed(0, nanos.get());

        assertThat(liveness.answers()).isTrue();
        assertThat(liveness.problem()).isEmpty();
    }

    @Test
    void silenceIsAProblemThatClearsByItself() {
        canary();
        pass(Liveness.SILENT_AFTER.minusNanos(1));
        assertThat(liveness.answers()).isTrue();

        pass(Duration.ofNanos(1));
        assertThat(liveness.answers()).isFalse();
        pass(Duration.ofMillis(1_500));
        assertThat(liveness.problem())
                .contains("Redis at 127.0.0.1:6379 does not answer since 4 s; publishing is refused until it does.");

        canary();
        assertThat(liveness.problem()).isEmpty();
    }

    @Test
    void silenceIsReportedWithinThreeSeconds() {
        assertThat(Liveness.SILENT_AFTER).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void oneSilentConnectionIsEnough() {
        canary();
        pass(Liveness.SILENT_AFTER);
        liveness.replied(0);
        assertThat(liveness.answers()).isFalse();

        canary();
        pass(Liveness.SILENT_AFTER);
        liveness.heard(0);
        assertThat(liveness.answers()).isFalse();
    }

    @Test
    void aNodeThatHearsALotButItsCanaryLateIsSlowAndNotCutOff() {
        canary();
        for (int i = 0; i < 6; i++) {
            pass(Duration.ofSeconds(1));
            liveness.replied(0);
            liveness.heard(0);
        }

        assertThat(liveness.answers()).isTrue();
        assertThat(liveness.hopeless(Duration.ofSeconds(5))).isFalse();
        assertThat(liveness.problem()).contains(
                "Messages from Redis at 127.0.0.1:6379 arrive about 6 s late; this node does not keep up.");

        liveness.echoed(0, nanos.get());
        assertThat(liveness.problem()).isEmpty();
    }

    @Test
    void freshConnectionsAreOfUseOnceTheCanaryIsBackThoughTheReplyIsNot() {
        canary();
        liveness.lost("closed");
        pass(Duration.ofMinutes(1));
        liveness.opened(1);

        liveness.heard(0);
        liveness.echoed(0, nanos.get());

        assertThat(liveness.answers()).isTrue();
        pass(Liveness.SILENT_AFTER);
        liveness.heard(0);
        liveness.echoed(0, nanos.get());
        assertThat(liveness.answers()).isFalse(); // No reply since.
    }

    @Test
    void lostConnectionsAreAProblemAtOnceAndSayWhy() {
        canary();
        pass(Duration.ofSeconds(1));

        liveness.lost("connection refused");
        liveness.heard(0); // The last of the old ones; it opens nothing.

        assertThat(liveness.answers()).isFalse();
        assertThat(liveness.problem()).contains(
                "Redis at 127.0.0.1:6379 does not answer since 1 s (connection refused); publishing is refused until it does.");
    }

    @Test
    void connectionsHaveTheWholeTimeoutToProveThemselvesHoweverLongThereWereNone() {
        Duration timeout = Duration.ofSeconds(5);
        canary();
        liveness.lost("closed");
        pass(Duration.ofMinutes(10));
        liveness.opened(1);

        pass(timeout);
        assertThat(liveness.hopeless(timeout)).isFalse();
        pass(Duration.ofNanos(1));
        assertThat(liveness.hopeless(timeout)).isTrue();

        canary();
        assertThat(liveness.hopeless(timeout)).isFalse();
    }
}
