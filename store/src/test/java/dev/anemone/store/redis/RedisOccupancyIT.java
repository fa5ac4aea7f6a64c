package dev.anemone.store.redis;

import dev.anemone.store.OccupancyContract;
import dev.anemone.store.Store;
import dev.anemone.testbed.RedisServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

class RedisOccupancyIT extends OccupancyContract {
    private static final RedisServer REDIS = RedisServer.start();

    private final RedisConfig config = RedisConfigs.of(REDIS);

    @AfterAll
    static void stopRedis() {
        REDIS.close();
    }

    @Override
    protected Store newNode() {
        return RedisStore.connect(config, List.of());
    }
}
