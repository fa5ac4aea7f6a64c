package dev.anemone.store.memory;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.store.FakeScheduler;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class CacheMissesTest {
    private static final Duration INTERVAL = Duration.ofSeconds(10);

    private final FakeScheduler time = new FakeScheduler();
    private final CacheMisses misses = new CacheMisses(INTERVAL, time);

    private static ChannelKey channel(String name) {
        return new ChannelKey(new AppId("1"), new ChannelName(name));
    }

    @Test
    void aMissIsNewOncePerInterval() {
        assertThat(misses.isNew(channel("cache-a"))).isTrue();
        time.pass(INTERVAL.minusMillis(1));
        assertThat(misses.isNew(channel("cache-a"))).isFalse();
        time.pass(Duration.ofMillis(1));
        assertThat(misses.isNew(channel("cache-a"))).isTrue();
    }

    @Test
    void aMissAfterAnEventIsNew() {
        misses.isNew(channel("cache-a"));
        misses.isNew(channel("cache-b"));

        misses.filled(channel("cache-a"));

        assertThat(misses.isNew(channel("cache-a"))).isTrue();
        assertThat(misses.isNew(channel("cache-b"))).isFalse();
    }

    @Test
    void beyondTheBoundTheFirstToMissIsForgotten() {
        for (int i = 0; i < CacheMisses.MAX_KNOWN; i++) {
            misses.isNew(channel("cache-" + i));
        }
        assertThat(misses.isNew(channel("cache-0"))).isFalse();

        misses.isNew(channel("cache-one-more"));

        assertThat(misses.isNew(channel("cache-1"))).isFalse();
        assertThat(misses.isNew(channel("cache-0"))).isTrue();
    }
}
