package dev.anemone.store.redis;

import java.time.Duration;
import java.util.regex.Pattern;

/// Where Redis is, and how long this node waits for it.
///
/// @param url `redis://[[user]:password@]host[:port][/database]`; `redis-sentinel://…#master` and `redis-cluster://…`, with
///     several hosts; `rediss` for TLS
/// @param keyPrefix begins every key and every channel; 1 to 64 printable ASCII characters without `{` and `}`
/// @param connectTimeout for one attempt to connect; 1 ms to 1 minute
/// @param answerTimeout silence after which the connections are given up, and all that waits for an answer fails; 3 s to
///     1 minute
/// @param maxUnconfirmedBytes publications that may wait for Redis to confirm them, in bytes of memory; 1 MiB to 1 GiB.
///     Beyond it publishing is refused
/// @param allowEviction whether to begin on a Redis that forgets things when its memory is full
public record RedisConfig(String url, String keyPrefix, Duration connectTimeout, Duration answerTimeout,
        long maxUnconfirmedBytes, boolean allowEviction) {
    private static final Pattern PREFIX = Pattern.compile("[!-z|~]{1,64}");

    /// A Redis of this machine.
    public static final RedisConfig DEFAULTS = new RedisConfig("redis://127.0.0.1:6379", "anemone:",
            Duration.ofSeconds(2), Duration.ofSeconds(5), 32L << 20, false);

    public RedisConfig {
        RedisUrl.parse(url);
        if (!PREFIX.matcher(keyPrefix).matches()) {
            throw new IllegalArgumentException(
                    "key-prefix: expected 1 to 64 printable ASCII characters without braces, got \"" + keyPrefix + '"');
        }
        requireRange("connect-timeout", connectTimeout, Duration.ofMillis(1));
        requireRange("answer-timeout", answerTimeout, Duration.ofSeconds(3));
        if (maxUnconfirmedBytes < 1 << 20 || maxUnconfirmedBytes > 1 << 30) {
            throw new IllegalArgumentException(
                    "max-unconfirmed-bytes: expected 1048576 to 1073741824, got " + maxUnconfirmedBytes);
        }
    }

    /// The defaults with another address.
    ///
    /// @throws IllegalArgumentException if `url` is not one; the message does not show its password
    public static RedisConfig at(String url) {
        return new RedisConfig(url, DEFAULTS.keyPrefix, DEFAULTS.connectTimeout, DEFAULTS.answerTimeout,
                DEFAULTS.maxUnconfirmedBytes, DEFAULTS.allowEviction);
    }

    /// These settings, but beginning or not on a Redis that forgets things.
    public RedisConfig allowingEviction(boolean allowed) {
        return new RedisConfig(url, keyPrefix, connectTimeout, answerTimeout, maxUnconfirmedBytes, allowed);
    }

    /// Hosts and ports, as logs and errors name this Redis; behind Sentinels, with the name of the master.
    public String address() {
        return parsedUrl().address();
    }

    RedisUrl parsedUrl() {
        return RedisUrl.parse(url);
    }

    /// The settings; of the URL, no more than [#address].
    @Override
    public String toString() {
        return "RedisConfig[url=…@" + address() + ", keyPrefix=" + keyPrefix + ", connectTimeout=" + connectTimeout
                + ", answerTimeout=" + answerTimeout + ", maxUnconfirmedBytes=" + maxUnconfirmedBytes
                + ", allowEviction="
                + allowEviction + "]";
    }

    private static void requireRange(String name, Duration value, Duration min) {
        if (value.compareTo(min) < 0 || value.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException(name + ": expected " + min + " to PT1M, got " + value);
        }
    }
}
