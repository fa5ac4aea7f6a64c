package dev.anemone.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.hub.EventLoop.Timer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;

/// Time is a number that the test moves.
class TimingWheelTest {
    private static final long TICK = TimingWheel.TICK_NANOS;
    private static final long ROUND = 1_024 * TICK;

    private long now = -123_456_789; // Monotonic clocks start anywhere.
    private final TimingWheel wheel = new TimingWheel(now);
    private final List<String> ran = new ArrayList<>();

    private Timer add(String name, long delayNanos) {
        return wheel.add(now, delayNanos, () -> ran.add(name));
    }

    private void advance(long nanos) {
        now += nanos;
        wheel.advance(now);
    }

    @Test
    void aTimerRunsOnceWhenItIsDueAndNeverBefore() {
        for (long delay : new long[]{1, TICK - 1, TICK, TICK + 1, 3 * TICK, ROUND - 1, ROUND, ROUND + TICK,
                5 * ROUND}) {
            add("a", delay);
            long due = now + delay;
            while (now + TICK / 4 < due) {
                advance(TICK / 4);
                assertThat(ran).as("delay %d", delay).isEmpty();
            }
            advance(TICK + TICK / 4); // At most a tick late, seen at the next look.
            assertThat(ran).as("delay %d", delay).containsExactly("a");
            advance(2 * ROUND);
            assertThat(ran).hasSize(1);
            ran.clear();
        }
    }

    @Test
    void noDelayMeansTheNextTick() {
        add("zero", 0);
        add("past", -5 * TICK);
        wheel.advance(now);
        assertThat(ran).isEmpty();

        advance(TICK);

        assertThat(ran).containsExactlyInAnyOrder("zero", "past");
    }

    @Test
    void earlierDeadlinesRunFirst() {
        add("c", 30 * TICK);
        add("a", 10 * TICK);
        add("b", 20 * TICK);

        advance(100 * TICK);

        assertThat(ran).containsExactly("a", "b", "c");
    }

    @Test
    void aTimerBeyondOneRoundWaitsForItsOwn() {
        add("far", ROUND + 10 * TICK);
        add("near", 10 * TICK);

        advance(11 * TICK);
        assertThat(ran).containsExactly("near");
        advance(ROUND);
        assertThat(ran).containsExactly("near", "far");
    }

    @Test
    void afterALongPauseEverythingThatIsDueRunsOnce() {
        for (int i = 0; i < 3_000; i++) {
            add("t" + i, i * TICK);
        }
        add("later", 100 * ROUND);

        advance(50 * ROUND);

        assertThat(ran).hasSize(3_000).doesNotHaveDuplicates();
        advance(51 * ROUND);
        assertThat(ran).last().isEqualTo("later");
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void aCancelledTimerNeverRuns() {
        Timer first = add("first", TICK);
        Timer middle = add("middle", TICK);
        Timer last = add("last", TICK);
        middle.cancel();
        middle.cancel();

        advance(2 * TICK);

        assertThat(ran).containsExactlyInAnyOrder("first", "last");
        assertThat(wheel.isEmpty()).isTrue();
        first.cancel();
        last.cancel();
        assertThat(wheel.isEmpty()).isTrue();
    }

    @Test
    void aTaskMayCancelItselfAndItsNeighbours() {
        for (int canceller = 0; canceller < 5; canceller++) {
            var timers = new ArrayList<Timer>();
            for (int i = 0; i < 5; i++) {
                int self = i;
                boolean cancels = i == canceller;
                timers.add(wheel.add(now, TICK, () -> {
                    ran.add("t" + self);
                    if (cancels) {
                        timers.forEach(Timer::cancel);
                    }
                }));
            }
            advance(2 * TICK);

            assertThat(ran).contains("t" + canceller).doesNotHaveDuplicates();
            assertThat(ran).last().isEqualTo("t" + canceller);
            assertThat(wheel.isEmpty()).isTrue();
            ran.clear();
        }
    }

    @Test
    void aTaskMayAddTimersEvenToTheSlotThatRuns() {
        wheel.add(now, TICK, () -> {
            ran.add("first");
            add("next", 0);
            add("a round later", ROUND);
        });

        advance(TICK);
        assertThat(ran).containsExactly("first");
        advance(TICK);
        assertThat(ran).containsExactly("first", "next");
        advance(ROUND);
        assertThat(ran).containsExactly("first", "next", "a round later");
    }

    @Test
    void anEmptyWheelNeedsNotBeTurned() {
        now += 7 * ROUND;
        add("a", 3 * TICK);

        advance(2 * TICK);
        assertThat(ran).isEmpty();
        advance(2 * TICK);
        assertThat(ran).containsExactly("a");
    }

    @Test
    void aTaskThatFailsHoldsNobodyUp() {
        add("before", TICK);
        wheel.add(now, TICK, () -> {
            throw new IllegalStateException("a bug");
        });
        add("after", TICK);
        add("later", 3 * TICK);

        Silence.of(TimingWheel.class, () -> advance(5 * TICK));

        assertThat(ran).containsExactlyInAnyOrder("before", "after", "later");
        assertThat(wheel.isEmpty()).isTrue();
    }

    /// 3 seeds × 30,000 steps against a map of deadlines.
    @RepeatedTest(3)
    void anyHistoryRunsWhatASimpleListWould(RepetitionInfo repetition) {
        var random = new SplittableRandom(repetition.getCurrentRepetition());
        Map<Integer, Long> due = new HashMap<>();
        Map<Integer, Timer> timers = new HashMap<>();
        for (int i = 0; i < 30_000; i++) {
            switch (random.nextInt(4)) {
                case 0, 1 -> {
                    int id = i;
                    long delay = random.nextLong(random.nextBoolean() ? 3 * ROUND : 20 * TICK);
                    due.put(id, now + delay);
                    timers.put(id, wheel.add(now, delay, () -> {
                        Long deadline = due.remove(id);
                        if (deadline == null || deadline > now) {
                            ran.add(id + " was not due");
                        }
                        if (random.nextInt(8) == 0) {
                            cancelOne(random.nextInt(id + 1), due, timers);
                        }
                    }));
                }
                case 2 -> cancelOne(random.nextInt(i + 1), due, timers);
                default -> {
                    advance(random.nextLong(random.nextInt(50) == 0 ? 2 * ROUND : 3 * TICK));
                    assertThat(due.values()).allMatch(deadline -> deadline > now - TICK);
                }
            }
            assertThat(wheel.isEmpty()).isEqualTo(due.isEmpty());
            assertThat(ran).as("timers that ran too early, or twice, or although cancelled").isEmpty();
        }
    }

    private static void cancelOne(int id, Map<Integer, Long> due, Map<Integer, Timer> timers) {
        Timer timer = timers.get(id);
        if (timer != null) {
            timer.cancel();
            due.remove(id);
        }
    }
}
