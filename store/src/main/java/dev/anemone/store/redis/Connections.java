package dev.anemone.store.redis;

import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// One connection for commands and one for subscriptions, to the same Redis. They live and die together: a node that can
/// publish but not hear would be an island and not know it. Thread-safe.
final class Connections {
    /// Hears the pair on the driver's threads; must return at once.
    interface Listener {
        /// A message came in on the pub/sub channel `name`; one at a time.
        void received(String name, byte[] payload);

        /// Redis confirmed one subscription to `name`.
        void subscribed(String name);

        /// One of the two is gone; perhaps said twice.
        void closed();
    }

    private final StatefulRedisConnection<byte[], byte[]> commands;
    private final StatefulRedisPubSubConnection<byte[], byte[]> subscriptions;

    Connections(StatefulRedisConnection<byte[], byte[]> commands,
            StatefulRedisPubSubConnection<byte[], byte[]> subscriptions) {
        this.commands = commands;
        this.subscriptions = subscriptions;
    }

    /// Names the one listener. It also hears of a connection that was gone before.
    void listen(Listener listener) {
        subscriptions.addListener(new RedisPubSubAdapter<>() {
            @Override
            public void message(byte[] channel, byte[] payload) {
                listener.received(RedisKeys.name(channel), payload);
            }

            @Override
            public void subscribed(byte[] channel, long count) {
                listener.subscribed(RedisKeys.name(channel));
            }
        });
        var watch = new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
                listener.closed();
            }
        };
        commands.addListener(watch);
        subscriptions.addListener(watch);
        if (!commands.isOpen() || !subscriptions.isOpen()) {
            listener.closed();
        }
    }

    /// The connection for commands.
    StatefulRedisConnection<byte[], byte[]> commands() {
        return commands;
    }

    /// Publishes outside of any channel's feed.
    CompletionStage<Long> publish(String name, byte[] payload) {
        return commands.async().publish(RedisKeys.bytes(name), payload);
    }

    /// Sends one command for all `names`; each confirmation goes to the listener.
    ///
    /// @return completes with an error if Redis refuses
    CompletionStage<Void> subscribe(List<String> names) {
        return subscriptions.async().subscribe(names.stream().map(RedisKeys::bytes).toArray(byte[][]::new));
    }

    /// Sends the command.
    ///
    /// @return completes with an error if Redis refuses
    CompletionStage<Void> unsubscribe(String name) {
        return subscriptions.async().unsubscribe(RedisKeys.bytes(name));
    }

    /// Completes when the last message has been handed on and every waiting command has failed.
    CompletionStage<Void> close() {
        return CompletableFuture.allOf(commands.closeAsync(), subscriptions.closeAsync());
    }
}
