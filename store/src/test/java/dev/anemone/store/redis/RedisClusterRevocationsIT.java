package dev.anemone.store.redis;

import dev.anemone.store.RevocationsContract;
import dev.anemone.store.Store;
import dev.anemone.testbed.RedisCluster;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

class RedisClusterRevocationsIT extends RevocationsContract {
    private static final RedisCluster CLUSTER = RedisCluster.start(0);

    private final RedisConfig config = RedisConfigs.at(CLUSTER.url());

    @AfterAll
    static void stopCluster() {
        CLUSTER.close();
    }

    @Override
    protected Store newNode() {
        return RedisStore.connect(config, List.of());
    }
}
