package dev.anemone.store.redis;

import dev.anemone.store.Store;
import dev.anemone.store.WebhookQueueContract;
import dev.anemone.store.WebhookRules;
import dev.anemone.testbed.RedisCluster;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

class RedisClusterWebhookQueueIT extends WebhookQueueContract {
    private static final RedisCluster CLUSTER = RedisCluster.start(0);

    private final RedisConfig config = RedisConfigs.at(CLUSTER.url());

    @AfterAll
    static void stopCluster() {
        CLUSTER.close();
    }

    @Override
    protected Store newNode(WebhookRules rules) {
        return RedisStore.connect(config, rules, List.of());
    }
}
