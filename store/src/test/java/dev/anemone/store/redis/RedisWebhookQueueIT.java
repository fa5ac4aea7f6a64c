package dev.anemone.store.redis;

import dev.anemone.store.Store;
import dev.anemone.store.WebhookQueueContract;
import dev.anemone.store.WebhookRules;
import dev.anemone.testbed.RedisServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;

class RedisWebhookQueueIT extends WebhookQueueContract {
    private static final RedisServer REDIS = RedisServer.start();

    private final RedisConfig config = RedisConfigs.of(REDIS);

    @AfterAll
    static void stopRedis() {
        REDIS.close();
    }

    @Override
    protected Store newNode(WebhookRules rules) {
        return RedisStore.connect(config, rules, List.of());
    }
}
