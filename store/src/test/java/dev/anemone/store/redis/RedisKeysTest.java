package dev.anemone.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.UserId;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class RedisKeysTest {
    private final RedisKeys keys = new RedisKeys("anemone:");

    private static ChannelKey channel(String app, String name) {
        return new ChannelKey(new AppId(app), new ChannelName(name));
    }

    /// Nodes of two versions meet on these names: a change here cuts them off from each other.
    @Test
    void namesAreStable() {
        assertThat(keys.feed(channel("1", "chat"))).isEqualTo("anemone:{p122}:feed:1:chat");
        assertThat(keys.feed(channel("app-id", "presence-room_1-=@,.;")))
                .isEqualTo("anemone:{p80}:feed:app-id:presence-room_1-=@,.;");
        assertThat(keys.feed(new ChannelKey(new AppId("1"), ChannelName.serverToUser(new UserId("42")))))
                .isEqualTo("anemone:{p31}:feed:1:#server-to-user-42");
        assertThat(keys.apps()).isEqualTo("anemone:{apps}:documents");
        assertThat(keys.appOfKey()).isEqualTo("anemone:{apps}:app-of-key");
        assertThat(keys.keysOfApp()).isEqualTo("anemone:{apps}:keys-of-app");
        assertThat(keys.changedApps()).isEqualTo("anemone:{apps}:changed");
        assertThat(keys.canary("7f")).isEqualTo("anemone:{nodes}:canary:7f");
    }

    @Test
    void everythingBeginsWithThePrefix() {
        assertThat(new RedisKeys("x").feed(channel("1", "chat"))).isEqualTo("x{p122}:feed:1:chat");
    }

    @Test
    void channelsSpreadEvenlyOverThePartitions() {
        int[] channels = new int[RedisKeys.PARTITIONS];
        for (int app = 0; app < 16; app++) {
            for (int i = 0; i < 8_000; i++) {
                channels[RedisKeys.partition(channel("" + app, "private-user-" + i))]++;
            }
        }

        int mean = 16 * 8_000 / RedisKeys.PARTITIONS;
        assertThat(Arrays.stream(channels).min().orElseThrow()).isGreaterThan(mean * 8 / 10);
        assertThat(Arrays.stream(channels).max().orElseThrow()).isLessThan(mean * 12 / 10);
    }

    @Test
    void namesSurviveTheWay() {
        String name = keys.feed(channel("1", "presence-room_1-=@,.;"));

        assertThat(RedisKeys.name(RedisKeys.bytes(name))).isEqualTo(name);
    }
}
