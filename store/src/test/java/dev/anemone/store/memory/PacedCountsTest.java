package dev.anemone.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.LifecycleEvent;
import dev.anemone.model.LifecycleEvent.CountChanged;
import dev.anemone.store.FakeScheduler;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PacedCountsTest {
    private static final Duration INTERVAL = Duration.ofSeconds(5);
    private static final ChannelKey CHAT = new ChannelKey(new AppId("1"), new ChannelName("chat"));

    private final FakeScheduler time = new FakeScheduler();
    private final List<LifecycleEvent> told = new ArrayList<>();
    private final PacedCounts counts = new PacedCounts(100, INTERVAL, time, told::add);

    private static CountChanged count(int subscriptions) {
        return new CountChanged(CHAT, subscriptions);
    }

    private void change(int... subscriptions) {
        for (int number : subscriptions) {
            counts.changed(count(number));
        }
    }

    @Test
    void upToTheBoundEveryChangeIsTold() {
        change(99, 100, 99);

        assertThat(told).containsExactly(count(99), count(100), count(99));
        assertThat(time.waiting()).isZero();
    }

    @Test
    void beyondItTheFirstIsToldAtOnceAndTheLastAtTheEndOfTheInterval() {
        change(101, 102, 103);
        assertThat(told).containsExactly(count(101));

        time.pass(INTERVAL.minusMillis(1));
        assertThat(told).hasSize(1);
        time.pass(Duration.ofMillis(1));
        assertThat(told).containsExactly(count(101), count(103));
    }

    @Test
    void aNumberThatStaysIsNotRepeatedAndTheNextChangeIsToldAtOnce() {
        change(101, 102, 101);
        time.pass(INTERVAL);
        assertThat(told).containsExactly(count(101));
        assertThat(time.waiting()).isZero();

        change(105);
        assertThat(told).containsExactly(count(101), count(105));
    }

    @Test
    void whoBecomesSmallIsToldAtOnceAndTheOldNumberNeverAfter() {
        change(101, 102, 100);
        time.pass(INTERVAL);

        assertThat(told).containsExactly(count(101), count(100));
    }

    @Test
    void whoIsLargeAgainWithinTheIntervalStartsANewOne() {
        change(101, 100);
        time.pass(Duration.ofSeconds(4));
        change(101, 102);
        time.pass(Duration.ofSeconds(4));
        assertThat(told).containsExactly(count(101), count(100), count(101));

        time.pass(Duration.ofSeconds(1));
        assertThat(told).containsExactly(count(101), count(100), count(101), count(102));
    }
}
