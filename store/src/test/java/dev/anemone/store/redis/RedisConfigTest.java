package dev.anemone.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RedisConfigTest {
    private static final RedisConfig DEFAULTS = RedisConfig.DEFAULTS;

    @Test
    void defaultsArePinned() {
        assertThat(DEFAULTS).isEqualTo(
                new RedisConfig("redis://127.0.0.1:6379", "anemone:", Duration.ofSeconds(2), Duration.ofSeconds(5),
                        33_554_432, false));
        assertThat(RedisConfig.at("redis://127.0.0.1:6379")).isEqualTo(DEFAULTS);
    }

    @ParameterizedTest
    @CsvSource({"redis://localhost, localhost:6379", "redis://10.0.0.1:7000/2, 10.0.0.1:7000",
            "rediss://user:s%40cret@cache.example.com:6380/0, cache.example.com:6380",
            "REDIS://:secret@h:1, h:1", "redis://[::1]:6379, [::1]:6379",
            "'redis-cluster://:secret@a,b:7000', 'a:6379,b:7000'",
            "'rediss-sentinel://u:secret@a,b:7000/1#m', 'a:26379,b:7000#m'"})
    void theAddressIsHostAndPort(String url, String address) {
        RedisConfig config = RedisConfig.at(url);

        assertThat(config.address()).isEqualTo(address);
        assertThat(config.toString()).contains(address).doesNotContain("cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "localhost:6379", "127.0.0.1", "http://secret@h", "redis:secret", "redis://",
            "redis:///0",
            "redis://:secret@", "redis://:se cret@h", "redis-sentinel://:secret@h/m",
            "redis-socket:///tmp/secret", "unix:secret"})
    void otherUrlsAreRefusedWithoutShowingThem(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> RedisConfig.at(url))
                .withMessageStartingWith("redis: expected a URL like redis://127.0.0.1:6379")
                .withMessageNotContainingAny("secret", "se cret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "anemone:", "!~|z"})
    void prefixesAreAccepted(String prefix) {
        assertThat(withPrefix(prefix).keyPrefix()).isEqualTo(prefix);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "{a}", "a}", "é", "a\n"})
    void prefixesThatWouldBreakNamesAreRefused(String prefix) {
        assertThatIllegalArgumentException().isThrownBy(() -> withPrefix(prefix))
                .withMessageStartingWith("key-prefix:");
    }

    @Test
    void eachSettingHasItsBounds() {
        assertThat(withPrefix("a".repeat(64))).isNotNull();
        assertThatIllegalArgumentException().isThrownBy(() -> withPrefix("a".repeat(65)));
        for (Duration accepted : new Duration[]{Duration.ofMillis(1), Duration.ofMinutes(1)}) {
            assertThat(with(accepted, Duration.ofSeconds(3), 1 << 20).connectTimeout()).isEqualTo(accepted);
        }
        for (Duration refused : new Duration[]{Duration.ZERO, Duration.ofMillis(60_001)}) {
            assertThatIllegalArgumentException().isThrownBy(() -> with(refused, Duration.ofSeconds(3), 1 << 20))
                    .withMessage("connect-timeout: expected PT0.001S to PT1M, got " + refused);
        }
        assertThat(with(Duration.ofSeconds(1), Duration.ofMinutes(1), 1 << 30)).isNotNull();
        for (Duration refused : new Duration[]{Duration.ofMillis(2_999), Duration.ofMillis(60_001)}) {
            assertThatIllegalArgumentException().isThrownBy(() -> with(Duration.ofSeconds(1), refused, 1 << 20))
                    .withMessage("answer-timeout: expected PT3S to PT1M, got " + refused);
        }
        for (long refused : new long[]{(1 << 20) - 1, (1 << 30) + 1}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> with(Duration.ofSeconds(1), Duration.ofSeconds(3), refused))
                    .withMessage("max-unconfirmed-bytes: expected 1048576 to 1073741824, got " + refused);
        }
    }

    private static RedisConfig withPrefix(String prefix) {
        return new RedisConfig(DEFAULTS.url(), prefix, DEFAULTS.connectTimeout(), DEFAULTS.answerTimeout(),
                DEFAULTS.maxUnconfirmedBytes(), false);
    }

    private static RedisConfig with(Duration connectTimeout, Duration answerTimeout, long maxUnconfirmedBytes) {
        return new RedisConfig(DEFAULTS.url(), DEFAULTS.keyPrefix(), connectTimeout, answerTimeout,
                maxUnconfirmedBytes, false);
    }
}
