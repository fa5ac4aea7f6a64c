package dev.anemone.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.store.redis.RedisUrl.Form;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerInfoTest {
    private static String reply(String version, String role, int inCluster, String policy) {
        return "# Server\r\nrun_id:abc\r\nredis_version:" + version + "\r\nos:Linux: x\r\n\r\n# Replication\r\nrole:"
                + role
                + "\r\n# Cluster\r\ncluster_enabled:" + inCluster + "\r\nmaxmemory_policy:" + policy + "\r\n";
    }

    @Test
    void aReplyIsRead() {
        assertThat(ServerInfo.parse(reply("7.0.15", "master", 1, "noeviction")))
                .isEqualTo(new ServerInfo("7.0.15", "abc", true, true, "noeviction"));
        assertThat(ServerInfo.parse("")).isEqualTo(new ServerInfo("unknown", "unknown", false, false, "unknown"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"7.0.0", "7.2.4", "8.0.1", "10.0"})
    void redisSevenAndNewerWillDo(String version) {
        assertThat(new ServerInfo(version, "abc", true, false, "noeviction").unfit(Form.STANDALONE)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.2.14", "6.999.999", "2.8", "unknown", "7"})
    void anOlderOneIsRefused(String version) {
        assertThat(new ServerInfo(version, "abc", true, false, "noeviction").unfit(Form.STANDALONE))
                .contains(LinkFailure.unfit("its version is " + version + ", and 7.0 or newer is needed"));
        assertThat(LinkFailure.unfit("x").sentence("h:1")).isEqualTo("Redis at h:1 cannot be used: x.");
    }

    @Test
    void aReplicaIsNoMasterAndMayBecomeOneBehindSentinels() {
        var replica = new ServerInfo("7.0.0", "abc", false, false, "noeviction");

        assertThat(replica.unfit(Form.STANDALONE)).get().matches(LinkFailure::certain);
        assertThat(replica.unfit(Form.SENTINEL)).get().matches(failure -> !failure.certain());
    }

    @Test
    void theFormMustBeTheRightOne() {
        var alone = new ServerInfo("7.0.0", "abc", true, false, "noeviction");
        var inCluster = new ServerInfo("7.0.0", "abc", true, true, "noeviction");

        assertThat(alone.unfit(Form.SENTINEL)).isEmpty();
        assertThat(inCluster.unfit(Form.CLUSTER)).isEmpty();
        assertThat(alone.unfit(Form.CLUSTER)).get().extracting(LinkFailure::why)
                .isEqualTo("it is not part of a Cluster, and redis:// is for that");
        assertThat(inCluster.unfit(Form.STANDALONE)).get().extracting(LinkFailure::why)
                .isEqualTo("it is part of a Cluster, which redis-cluster:// is for");
    }

    @ParameterizedTest
    @ValueSource(strings = {"allkeys-lru", "allkeys-lfu", "allkeys-random", "volatile-lru", "volatile-ttl", "unknown"})
    void aRedisThatForgetsIsNamedSo(String policy) {
        assertThat(new ServerInfo("7.0.0", "abc", true, false, policy).forgetful()).get().extracting(LinkFailure::why)
                .isEqualTo("its maxmemory-policy is " + policy + ", so it may forget members, apps and counts when it"
                        + " is full; set it to noeviction, or redis-allow-eviction here");
        assertThat(new ServerInfo("7.0.0", "abc", true, false, "noeviction").forgetful()).isEmpty();
    }
}
