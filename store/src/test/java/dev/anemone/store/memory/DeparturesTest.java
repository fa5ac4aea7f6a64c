package dev.anemone.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.LifecycleEvent;
import dev.anemone.model.LifecycleEvent.Occupied;
import dev.anemone.model.LifecycleEvent.Vacated;
import dev.anemone.store.FakeScheduler;
import dev.anemone.store.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class DeparturesTest {
    private static final Duration GRACE = Duration.ofSeconds(3);
    private static final Duration JUST_LESS = Duration.ofMillis(2_999);
    private static final Duration INSTANT = Duration.ofMillis(1);

    private final FakeScheduler time = new FakeScheduler();
    private final List<LifecycleEvent> told = new ArrayList<>();
    private final Departures departures = new Departures(GRACE, time, told::add);

    private static ChannelKey channel(String name) {
        return new ChannelKey(new AppId("1"), new ChannelName(name));
    }

    private void vacate(String name) {
        departures.departed(new Occupied(channel(name)), new Vacated(channel(name)));
    }

    private void occupy(String name) {
        departures.arrived(new Occupied(channel(name)));
    }

    @Test
    void aDepartureIsToldWhenTheGraceIsOverAndNotBefore() {
        vacate("a");

        time.pass(JUST_LESS);
        assertThat(told).isEmpty();
        time.pass(INSTANT);
        assertThat(told).containsExactly(new Vacated(channel("a")));
    }

    @Test
    void aClockThatIsSetBackHoldsNobodyBack() {
        var clock = new AtomicReference<>(Duration.ZERO);
        var adjusted = new Departures(GRACE, new Scheduler() {
            @Override
            public Instant instant() {
                return time.instant().plus(clock.get());
            }

            @Override
            public void schedule(Duration delay, Runnable task) {
                time.schedule(delay, task);
            }

            @Override
            public void close() {
                time.close();
            }
        }, told::add);
        adjusted.departed(new Occupied(channel("a")), new Vacated(channel("a")));

        clock.set(Duration.ofHours(-1));
        time.pass(GRACE);

        assertThat(told).containsExactly(new Vacated(channel("a")));
    }

    @Test
    void whoIsBackAtTheLastMomentHasNotGone() {
        vacate("a");

        time.pass(JUST_LESS);
        occupy("a");
        time.pass(GRACE);

        assertThat(told).isEmpty();
    }

    @Test
    void whoIsBackLateHasGoneAndCome() {
        vacate("a");

        time.pass(GRACE);
        occupy("a");

        assertThat(told).containsExactly(new Vacated(channel("a")), new Occupied(channel("a")));
    }

    @Test
    void eachDepartureHasItsOwnGrace() {
        vacate("a");
        time.pass(Duration.ofSeconds(1));
        vacate("b");
        time.pass(Duration.ofSeconds(1));
        occupy("a");
        vacate("a");

        time.pass(Duration.ofSeconds(2));
        assertThat(told).containsExactly(new Vacated(channel("b")));
        time.pass(Duration.ofSeconds(1));
        assertThat(told).containsExactly(new Vacated(channel("b")), new Vacated(channel("a")));
    }

    @Test
    void whoNeverLeftIsToldAtOnce() {
        occupy("a");

        assertThat(told).containsExactly(new Occupied(channel("a")));
        assertThat(time.waiting()).isZero();
    }

    @Test
    void oneTimerServesAllAndNoneRunsWhenNobodyIsGone() {
        for (int i = 0; i < 100; i++) {
            vacate("channel-" + i);
        }
        assertThat(time.waiting()).isEqualTo(1);

        time.pass(GRACE);

        assertThat(told).hasSize(100);
        assertThat(time.waiting()).isZero();
    }

    @Test
    void beyondTheBoundTheOldestIsToldEarly() {
        for (int i = 0; i < Departures.MAX_HELD; i++) {
            vacate("channel-" + i);
        }
        assertThat(told).isEmpty();

        vacate("one-more");

        assertThat(told).containsExactly(new Vacated(channel("channel-0")));
        time.pass(GRACE);
        assertThat(told).hasSize(Departures.MAX_HELD + 1).doesNotHaveDuplicates();
    }
}
