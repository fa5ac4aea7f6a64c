package dev.anemone.bench.swarm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.bench.plan.RatePlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/// The clock is the test's.
class RateLoadTest {
    private static final long START = 1_000_000;
    private static final long MILLI = 1_000_000;

    private final List<Sent> sent = new ArrayList<>();

    private record Sent(int publisher, long dueMillis, long atMillis) {}

    private RateLoad load(int publishers, Duration duration) {
        return new RateLoad(RatePlan.of(1_000, publishers, Duration.ZERO, duration), (publisher, batch, due, now) -> {
            sent.add(new Sent(publisher, (due - START) / MILLI, (now - START) / MILLI));
            return batch;
        }, START);
    }

    @Test
    void eventsAreSentWhenTheyAreDue() {
        RateLoad load = load(2, Duration.ofSeconds(1));

        assertThat(load.turn(START)).isEqualTo(START + MILLI);
        assertThat(load.turn(START + MILLI - 1)).isEqualTo(START + MILLI);
        load.turn(START + MILLI);

        assertThat(sent).containsExactly(new Sent(0, 0, 0), new Sent(1, 1, 1));
    }

    /// While a server keeps its one publisher for 50 ms, 50 events become due. They carry the times they were due at: the
    /// wait is in their latencies, not left out of them.
    @Test
    void whatWaitsForASlowServerKeepsItsTime() {
        RateLoad load = load(1, Duration.ofSeconds(1));
        load.turn(START);

        assertThat(load.turn(START + 50 * MILLI)).isEqualTo(Long.MAX_VALUE);
        assertThat(load.overdue(START + 50 * MILLI)).isEqualTo(49);
        for (int i = 0; i < 49; i++) {
            load.answered(0);
            load.turn(START + 50 * MILLI);
        }

        assertThat(sent).hasSize(50).allSatisfy(event -> assertThat(event.atMillis()).isIn(0L, 50L));
        assertThat(sent.stream().map(Sent::dueMillis)).containsExactlyElementsOf(
                LongStream.range(0, 50).boxed().toList());
    }

    @Test
    void whatIsDueIsSentEvenAfterTheEnd() {
        RateLoad load = load(1, Duration.ofMillis(3));
        load.turn(START + 100 * MILLI);
        load.answered(0);
        load.turn(START + 100 * MILLI);
        assertThat(load.sent()).isFalse();
        load.answered(0);
        load.turn(START + 100 * MILLI);

        assertThat(load.sent()).isTrue();
        assertThat(load.overdue(START + 200 * MILLI)).isZero();
        assertThat(sent.stream().map(Sent::dueMillis)).containsExactly(0L, 1L, 2L);
    }
}
