package dev.anemone.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Where somebody's Redis is who comes from soketi.
class SoketiRedisTest extends ConfigTestbed {
    private static String url(Map<String, String> variables) {
        return Objects.requireNonNullElse(load(variables).config().redis(), "");
    }

    @ParameterizedTest
    @ValueSource(strings = {"SOKETI_ADAPTER_DRIVER", "SOKETI_CACHE_DRIVER", "SOKETI_QUEUE_DRIVER"})
    void isUsedWhereADriverIs(String driver) {
        assertThat(url(Map.of(driver, "redis"))).isEqualTo("redis://127.0.0.1:6379");
    }

    @Test
    void isWhereItsVariablesSay() {
        assertThat(url(Map.of("SOKETI_ADAPTER_DRIVER", "redis", "SOKETI_DB_REDIS_HOST", "r.example",
                "SOKETI_DB_REDIS_PORT", "6380", "SOKETI_DB_REDIS_DB", "2", "SOKETI_DB_REDIS_USERNAME", "u",
                "SOKETI_DB_REDIS_PASSWORD", "p@s/s: w"))).isEqualTo("redis://u:p%40s%2Fs%3A%20w@r.example:6380/2");
        assertThat(url(Map.of("SOKETI_ADAPTER_DRIVER", "redis", "SOKETI_DB_REDIS_HOST", "::1",
                "SOKETI_DB_REDIS_PASSWORD", "p"))).isEqualTo("redis://:p@[::1]:6379");
    }

    private static Map<String, String> redis(String... more) {
        var variables = new LinkedHashMap<>(Map.of("SOKETI_ADAPTER_DRIVER", "redis"));
        for (int i = 0; i < more.length; i += 2) {
            variables.put("SOKETI_" + more[i], more[i + 1]);
        }
        return variables;
    }

    private static final String SENTINELS = "[{\"host\":\"s1\",\"port\":26380},{\"host\":\"::1\"}]";
    private static final String NODES = "[{\"host\":\"n1\",\"port\":\"7001\"},{\"host\":\"n2\"}]";

    @Test
    void mayBeBehindSentinels() {
        assertThat(url(redis("DB_REDIS_SENTINELS", SENTINELS, "DB_REDIS_HOST", "passed-over")))
                .isEqualTo("redis-sentinel://s1:26380,[::1]:26379#mymaster");
        assertThat(url(redis("DB_REDIS_SENTINELS", SENTINELS, "DB_REDIS_INSTANCE_NAME", "main",
                "DB_REDIS_USERNAME", "u", "DB_REDIS_PASSWORD", "p#", "DB_REDIS_DB", "3")))
                .isEqualTo("redis-sentinel://u:p%23@s1:26380,[::1]:26379/3#main");
        assertThat(url(redis("DB_REDIS_SENTINELS", "[]", "DB_REDIS_INSTANCE_NAME", "main")))
                .isEqualTo("redis://127.0.0.1:6379");
    }

    @Test
    void givesItsPasswordToSentinelsThatHaveTheSame() {
        assertThat(url(redis("DB_REDIS_SENTINELS", SENTINELS, "DB_REDIS_PASSWORD", "p",
                "DB_REDIS_SENTINEL_PASSWORD", "p")))
                .isEqualTo("redis-sentinel://:p@s1:26380,[::1]:26379?sentinelLogin=same#mymaster");
        String other = "SOKETI_DB_REDIS_SENTINEL_PASSWORD: Anemone gives the Sentinels no login, or that of Redis: let"
                + " SOKETI_DB_REDIS_PASSWORD be the same, without SOKETI_DB_REDIS_USERNAME.";
        assertRefused(redis("DB_REDIS_SENTINELS", SENTINELS, "DB_REDIS_PASSWORD", "p",
                "DB_REDIS_SENTINEL_PASSWORD", "q"), other);
        assertRefused(redis("DB_REDIS_SENTINELS", SENTINELS, "DB_REDIS_PASSWORD", "p", "DB_REDIS_USERNAME", "u",
                "DB_REDIS_SENTINEL_PASSWORD", "p"), other);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ADAPTER", "CACHE", "QUEUE"})
    void mayBeACluster(String whose) {
        assertThat(url(redis(whose + "_REDIS_CLUSTER_MODE", "true", "DB_REDIS_CLUSTER_NODES", NODES,
                "DB_REDIS_PASSWORD", "p"))).isEqualTo("redis-cluster://:p@n1:7001,n2:6379");
        assertThat(url(redis(whose + "_REDIS_CLUSTER_MODE", "false", "DB_REDIS_CLUSTER_NODES", NODES)))
                .isEqualTo("redis://127.0.0.1:6379");
    }

    @Test
    void isNotAClusterWithoutNodesAndNotBehindSentinelsToo() {
        assertRefused(redis("ADAPTER_REDIS_CLUSTER_MODE", "1"),
                "SOKETI_DB_REDIS_CLUSTER_NODES: expected some nodes of the Cluster, got none");
        assertRefused(redis("ADAPTER_REDIS_CLUSTER_MODE", "1", "DB_REDIS_CLUSTER_NODES", NODES,
                "DB_REDIS_SENTINELS", SENTINELS),
                "SOKETI_DB_REDIS_SENTINELS: expected Sentinels or a Cluster, got both");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ADAPTER_REDIS_PUB_OPTIONS", "ADAPTER_REDIS_SUB_OPTIONS", "CACHE_REDIS_OPTIONS"})
    void mayWantTls(String variable) {
        assertThat(url(redis(variable, "{\"tls\":{}}"))).isEqualTo("rediss://127.0.0.1:6379");
        assertThat(url(redis(variable, "{\"tls\":{\"rejectUnauthorized\":true}}")))
                .isEqualTo("rediss://127.0.0.1:6379");
        assertThat(url(redis(variable, "{\"tls\":{\"rejectUnauthorized\":false}}", "DB_REDIS_SENTINELS",
                SENTINELS, "DB_REDIS_PASSWORD", "p", "DB_REDIS_SENTINEL_PASSWORD", "p"))).isEqualTo(
                        "rediss-sentinel://:p@s1:26380,[::1]:26379?verifyPeer=NONE&sentinelLogin=same#mymaster");
        assertThat(url(redis(variable, "{\"tls\":{}}", "ADAPTER_REDIS_CLUSTER_MODE", "true",
                "DB_REDIS_CLUSTER_NODES", NODES))).isEqualTo("rediss-cluster://n1:7001,n2:6379");
        for (String options : List.of("{\"tls\":{\"ca\":\"hunter2\"}}", "{\"family\":6}", "[]x")) {
            assertThatThrownBy(() -> load(redis(variable, options))).isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("SOKETI_" + variable)
                    .hasMessageNotContaining("hunter2");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"s1:26379", "{}{}", "[{\"port\":1}]",
            "[{\"host\":\"h\",\"password\":\"hunter2\"}]", "[\"s1\"]"})
    void isWhereListsOfHostsSay(String list) {
        assertThatThrownBy(() -> load(redis("DB_REDIS_SENTINELS", list))).isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("SOKETI_DB_REDIS_SENTINELS")
                .hasMessageNotContaining("hunter2");
    }

    @Test
    void isNotUsedWithoutADriver() {
        ConfigLoader.Loaded loaded = load(Map.of("SOKETI_DB_REDIS_HOST", "r.example"));

        assertThat(loaded.config().redis()).isNull();
        assertThat(loaded.notices())
                .containsExactly("SOKETI_DB_REDIS_HOST is not used, because no SOKETI_*_DRIVER is redis.");
    }

    @Test
    void ofOursHolds() {
        ConfigLoader.Loaded loaded = load(Map.of("SOKETI_ADAPTER_DRIVER", "redis", "SOKETI_DB_REDIS_HOST",
                "r.example", "ANEMONE_REDIS", "redis://ours:6379"));

        assertThat(loaded.config().redis()).isEqualTo("redis://ours:6379");
        assertThat(loaded.notices())
                .containsExactly("SOKETI_DB_REDIS_HOST is not used, because ANEMONE_REDIS is set.");
    }

    @Test
    void neverShowsItsPassword() {
        assertThatThrownBy(() -> load(Map.of("SOKETI_ADAPTER_DRIVER", "redis", "SOKETI_DB_REDIS_PASSWORD",
                "hunter2", "SOKETI_DB_REDIS_PORT", "no port"))).isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("the SOKETI_DB_REDIS_* variables: redis: expected a URL")
                .hasMessageNotContaining("hunter2");
    }
}
