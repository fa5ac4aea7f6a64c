package dev.anemone.store.redis;

import static org.awaitility.Awaitility.await;

import dev.anemone.store.HistoryContract;
import dev.anemone.store.Store;
import dev.anemone.testbed.RedisServer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

class RedisHistoryIT extends HistoryContract {
    private static final RedisServer REDIS = RedisServer.start();

    private final RedisConfig config = RedisConfigs.of(REDIS);

    @AfterAll
    static void stopRedis() {
        REDIS.close();
    }

    @Override
    protected void letPass(Duration time) {
        Instant until = Instant.now().plus(time);
        await().pollInterval(Duration.ofMillis(5)).until(() -> Instant.now().isAfter(until));
    }

    @Override
    protected Store newNode() {
        return RedisStore.connect(config, List.of());
    }
}
