package dev.anemone.store.redis;

import dev.anemone.store.Store;
import dev.anemone.store.UsersContract;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

class RedisUsersIT extends UsersContract {
    private static final RedisServer REDIS = RedisServer.start();

    private final RedisConfig config = REDIS.config();

    @AfterAll
    static void stopRedis() {
        REDIS.close();
    }

    @Override
    protected Store newNode() {
        return RedisStore.connect(config, List.of());
    }
}
