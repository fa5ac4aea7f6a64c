package dev.anemone.store.redis;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Where Redis is, and how long this node waits for it.
///
/// @param url `redis://[[user]:password@]host[:port][/database]`; `rediss://` for TLS
/// @param keyPrefix begins every key and every channel; 1 to 64 printable ASCII characters without `{` and `}`
/// @param connectTimeout for one attempt to connect; 1 ms to 1 minute
/// @param answerTimeout silence after which the connections are given up, and all that waits for an answer fails; 3 s to
///     1 minute
/// @param maxUnconfirmedBytes publications that may wait for Redis to confirm them, in bytes of memory; 1 MiB to 1 GiB.
///     Beyond it publishing is refused
public record RedisConfig(String url, String keyPrefix, Duration connectTimeout, Duration answerTimeout,
        long maxUnconfirmedBytes) {
    private static final Pattern PREFIX = Pattern.compile("[!-z|~]{1,64}");
    private static final Set<String> SCHEMES = Set.of("redis", "rediss");
    private static final int DEFAULT_PORT = 6379;

    /// A Redis of this machine.
    public static final RedisConfig DEFAULTS = new RedisConfig("redis://127.0.0.1:6379", "anemone:",
            Duration.ofSeconds(2), Duration.ofSeconds(5), 32L << 20);

    public RedisConfig {
        parsed(url);
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
                DEFAULTS.maxUnconfirmedBytes);
    }

    /// Host and port, as logs and errors name this Redis.
    public String address() {
        URI uri = parsed(url);
        return uri.getHost() + ":" + (uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort());
    }

    /// The settings; of the URL, no more than [#address].
    @Override
    public String toString() {
        return "RedisConfig[url=…@" + address() + ", keyPrefix=" + keyPrefix + ", connectTimeout=" + connectTimeout
                + ", answerTimeout=" + answerTimeout + ", maxUnconfirmedBytes=" + maxUnconfirmedBytes + "]";
    }

    private static URI parsed(String url) {
        @Nullable
        URI uri;
        try {
            uri = new URI(url);
        } catch (URISyntaxException _) { // Its message has the URL, and so the password.
            uri = null;
        }
        String scheme = uri == null || uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
        if (uri == null || uri.getHost() == null || !SCHEMES.contains(scheme)) {
            throw new IllegalArgumentException(
                    "redis: expected a URL like redis://127.0.0.1:6379 or rediss://user:password@host:6379/0"
                            + (scheme.isEmpty() ? "" : ", got one that starts with " + scheme + ":"));
        }
        return uri;
    }

    private static void requireRange(String name, Duration value, Duration min) {
        if (value.compareTo(min) < 0 || value.compareTo(Duration.ofMinutes(1)) > 0) {
            throw new IllegalArgumentException(name + ": expected " + min + " to PT1M, got " + value);
        }
    }
}
