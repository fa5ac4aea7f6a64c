package dev.anemone.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.UserId;
import dev.anemone.model.UserKey;
import java.util.Arrays;
import java.util.List;
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
        ChannelKey room = channel("1", "presence-room");
        assertThat(List.of(keys.members(room), keys.seats(room), keys.membershipVersion(room), keys.emptied(room),
                keys.born(room), keys.places(room, "7f"), keys.dead(room, "7f"), keys.counts(room), keys.totals(room),
                keys.reported(room, "7f"), keys.stream(room), keys.lastEvent(room)))
                .containsExactly("anemone:{p127}:members:1:presence-room", "anemone:{p127}:seats:1:presence-room",
                        "anemone:{p127}:version:1:presence-room", "anemone:{p127}:emptied", "anemone:{p127}:born",
                        "anemone:{p127}:places:7f", "anemone:{p127}:dead:7f", "anemone:{p127}:counts:1:presence-room",
                        "anemone:{p127}:occupied:1", "anemone:{p127}:reported:7f",
                        "anemone:{p127}:stream:1:presence-room", "anemone:{p127}:last:1:presence-room");
        assertThat(keys.leases()).isEqualTo("anemone:{nodes}:leases");
        assertThat(keys.buried("7f")).isEqualTo("anemone:{nodes}:buried:7f");
        assertThat(keys.lastBeat()).isEqualTo("anemone:{nodes}:last-beat");
        assertThat(keys.terminations()).isEqualTo("anemone:{nodes}:terminations");
        assertThat(keys.apps()).isEqualTo("anemone:{apps}:documents");
        assertThat(keys.appOfKey()).isEqualTo("anemone:{apps}:app-of-key");
        assertThat(keys.keysOfApp()).isEqualTo("anemone:{apps}:keys-of-app");
        assertThat(keys.changedApps()).isEqualTo("anemone:{apps}:changed");
        assertThat(List.of(keys.revocations(), keys.endsOfRevocations(), keys.announcedRevocations())).containsExactly(
                "anemone:{apps}:revocations", "anemone:{apps}:ends-of-revocations",
                "anemone:{apps}:announced-revocations");
        assertThat(keys.canary("p3", "7f")).isEqualTo("anemone:{p3}:canary:7f");
    }

    /// User ids are any text; their names carry its bytes.
    @Test
    void namesOfUsersAreStable() {
        var user = new UserKey(new AppId("1"), new UserId("é"));
        assertThat(List.of(keys.connections(user), keys.status(user), keys.statusClock(user), keys.signIns(user, "7f"),
                keys.dead(user, "7f")))
                .containsExactly("anemone:{p53}:connections:1:8Ã©", "anemone:{p53}:status:1:8Ã©",
                        "anemone:{p53}:status-clock", "anemone:{p53}:sign-ins:7f", "anemone:{p53}:dead:7f");
        assertThat(RedisKeys.bytes(keys.status(user))).endsWith('8', 0xc3, 0xa9);
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
