package dev.anemone.store.redis;

import dev.anemone.store.redis.RedisUrl.Host;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The pair of connections to one Redis that is not part of a Cluster. Thread-safe.
final class MasterConnections extends Connections {
    private final Host host;
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final Commands commands;
    private final StatefulRedisPubSubConnection<byte[], byte[]> subscriptions;

    /// @param process the run id of the Redis
    MasterConnections(Host host, String process, StatefulRedisConnection<byte[], byte[]> connection,
            StatefulRedisPubSubConnection<byte[], byte[]> subscriptions) {
        this.host = host;
        this.connection = connection;
        this.commands = Commands.over(connection, process);
        this.subscriptions = subscriptions;
    }

    /// Where it is.
    Host host() {
        return host;
    }

    @Override
    List<String> tags() {
        return List.of("nodes");
    }

    @Override
    void listen(Listener listener) {
        subscriptions.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(byte[] channel, byte[] payload) {
                listener.received(0, RedisKeys.name(channel), payload);
            }

            @Override
            public void subscribed(byte[] channel, long count) {
                listener.subscribed(RedisKeys.name(channel));
            }
        });
        var watch = new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
                listener.ended(LinkFailure.CLOSED);
            }
        };
        connection.addListener(watch);
        subscriptions.addListener(watch);
        if (!connection.isOpen() || !subscriptions.isOpen()) {
            listener.ended(LinkFailure.CLOSED);
        }
    }

    @Override
    Commands commands() {
        return commands;
    }

    @Override
    CompletionStage<Void> subscribe(List<String> names) {
        return subscriptions.async().subscribe(names.stream().map(RedisKeys::bytes).toArray(byte[][]::new));
    }

    @Override
    CompletionStage<Void> unsubscribe(String name) {
        return subscriptions.async().unsubscribe(RedisKeys.bytes(name));
    }

    @Override
    CompletionStage<Void> close() {
        return CompletableFuture.allOf(connection.closeAsync(), subscriptions.closeAsync());
    }
}
