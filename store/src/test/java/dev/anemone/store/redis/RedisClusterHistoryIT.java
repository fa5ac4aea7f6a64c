package dev.anemone.store.redis;

import static org.awaitility.Awaitility.await;

import dev.anemone.store.HistoryContract;
import dev.anemone.store.Store;
import dev.anemone.testbed.RedisCluster;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

class RedisClusterHistoryIT extends HistoryContract {
    private static final RedisCluster CLUSTER = RedisCluster.start(0);

    private final RedisConfig config = RedisConfigs.at(CLUSTER.url());

    @AfterAll
    static void stopCluster() {
        CLUSTER.close();
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
