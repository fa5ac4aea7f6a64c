package dev.anemone.server.node;

import dev.anemone.model.App;
import dev.anemone.server.config.ConfigException;
import dev.anemone.server.config.ServerConfig;
import dev.anemone.store.Store;
import dev.anemone.store.StoreException;
import dev.anemone.store.WebhookRules;
import dev.anemone.store.memory.MemoryStore;
import dev.anemone.store.redis.RedisConfig;
import dev.anemone.store.redis.RedisStore;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Opens the store a node was told to use. Classes of the Redis driver are loaded only by nodes that use it.
public final class StoreDoor {
    private StoreDoor() {}

    /// The store that the nodes of this configuration share, for whoever operates them. Its apps are not touched.
    ///
    /// @throws ConfigException if they share none, or Redis does not answer or will not do
    public static Store shared(ServerConfig config) {
        if (config.redis() == null) {
            throw new ConfigException("redis: expected the Redis that the nodes share, got nothing: say --redis URL."
                    + " Without Redis, a server has the apps of its configuration, as they were when it started.");
        }
        return open(config.redis(), config.redisAllowEviction(), config.webhooks().toRules(), List.of());
    }

    /// A store of nobody else's, with the apps of this configuration.
    public static Store alone(ServerConfig config) {
        return MemoryStore.create(config.toApps());
    }

    /// The memory of this process, or the Redis at `redis`.
    ///
    /// @param allowEviction whether that may be a Redis that forgets things when its memory is full
    /// @throws ConfigException if Redis does not answer or will not do, or an app's key belongs to another app there
    static Store open(@Nullable String redis, boolean allowEviction, WebhookRules rules, List<App> apps) {
        if (redis == null) {
            return MemoryStore.create(apps, rules);
        }
        try {
            return RedisStore.connect(RedisConfig.at(redis).allowingEviction(allowEviction), rules, apps);
        } catch (StoreException refused) {
            throw new ConfigException(String.valueOf(refused.getMessage()));
        }
    }
}
