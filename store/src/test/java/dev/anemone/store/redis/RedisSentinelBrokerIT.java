package dev.anemone.store.redis;

import dev.anemone.store.BrokerContract;
import dev.anemone.store.Store;
import dev.anemone.testbed.RedisSentinels;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

class RedisSentinelBrokerIT extends BrokerContract {
    @TempDir private static Path directory;
    private static RedisSentinels redis;

    private RedisConfig config;

    @BeforeAll
    static void startRedis() {
        redis = RedisSentinels.start(directory);
    }

    @AfterAll
    static void stopRedis() {
        redis.close();
    }

    @BeforeEach
    void takeAPrefix() {
        config = RedisConfigs.at(redis.url());
    }

    @Override
    protected Store newNode() {
        return RedisStore.connect(config, List.of());
    }
}
