package dev.anemone.store.redis;

import dev.anemone.testbed.RedisServer;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/// Settings for tests, each under a key prefix that nobody else uses.
final class RedisConfigs {
    private static final AtomicInteger PREFIXES = new AtomicInteger();

    private RedisConfigs() {}

    static RedisConfig of(RedisServer redis) {
        return at(redis.url());
    }

    static RedisConfig at(String url) {
        RedisConfig defaults = RedisConfig.DEFAULTS;
        return new RedisConfig(url, "test-" + PREFIXES.incrementAndGet() + ":", defaults.connectTimeout(),
                Duration.ofSeconds(5), defaults.maxUnconfirmedBytes(), false);
    }
}
