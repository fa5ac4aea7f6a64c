package dev.anemone.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ChannelFeedTest {
    private final ChannelFeed feed = new ChannelFeed(CompletableFuture.completedStage(null));

    @Test
    void aShardHearsWhileSomebodyHoldsThere() {
        feed.hold(3);
        feed.hold(3);
        feed.hold(0);
        assertThat(feed.heardBy(3)).isTrue();
        assertThat(feed.heardBy(0)).isTrue();
        assertThat(feed.heardBy(2)).isFalse();

        feed.release(3);
        assertThat(feed.heardBy(3)).isTrue();
        feed.release(3);
        assertThat(feed.heardBy(3)).isFalse();
        assertThat(feed.unused()).isFalse();
        feed.release(0);
        assertThat(feed.unused()).isTrue();
    }

    @Test
    void shardsSixtyFourApartShareABit() {
        feed.hold(1);
        feed.hold(65);
        assertThat(feed.heardBy(65)).isTrue();
        assertThat(feed.heardBy(129)).isTrue();
        assertThat(feed.heardBy(64)).isFalse();

        feed.release(1);
        assertThat(feed.heardBy(1)).as("the bit is held by the other").isTrue();
        feed.release(65);
        assertThat(feed.heardBy(1)).isFalse();
        assertThat(feed.heardBy(65)).isFalse();
    }

    @Test
    void noHolderIsEverForgotten() {
        var random = new SplittableRandom(64);
        Map<Integer, Integer> holders = new HashMap<>();
        for (int i = 0; i < 5_000; i++) {
            int shard = random.nextInt(200);
            if (random.nextBoolean()) {
                feed.hold(shard);
                holders.merge(shard, 1, Integer::sum);
            } else if (holders.containsKey(shard)) {
                feed.release(shard);
                holders.computeIfPresent(shard, (_, count) -> count == 1 ? null : count - 1);
            }
            for (int bit = 0; bit < Long.SIZE; bit++) {
                int place = bit;
                boolean held = feed.heardBy(bit);
                if (held != holders.keySet().stream().anyMatch(holder -> holder % Long.SIZE == place)) {
                    throw new AssertionError("Shard " + bit + " is heard: " + held + ", holders " + holders);
                }
            }
            assertThat(feed.unused()).isEqualTo(holders.isEmpty());
        }
    }

    @Test
    void subscriptionsAddUp() {
        assertThat(feed.addSubscriptions(+1)).isEqualTo(1);
        assertThat(feed.addSubscriptions(+1)).isEqualTo(2);
        assertThat(feed.addSubscriptions(-1)).isEqualTo(1);
        assertThat(feed.subscriptions()).isEqualTo(1);
    }
}
