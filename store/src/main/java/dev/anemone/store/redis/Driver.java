package dev.anemone.store.redis;

import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.MaintNotificationsConfig;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.codec.ByteArrayCodec;
import io.lettuce.core.metrics.CommandLatencyRecorder;
import io.lettuce.core.protocol.ProtocolVersion;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.NettyCustomizer;
import io.netty.channel.Channel;
import io.netty.handler.flush.FlushConsolidationHandler;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/// The driver and its threads, set up so that it does what it is told and nothing of its own accord: above all it never
/// reconnects. Its way of reconnecting sends unconfirmed commands again, and a publication would arrive twice.
final class Driver {
    /// Commands that may wait for Redis on one connection. Publications meet [RedisConfig#maxUnconfirmedBytes] first.
    private static final int MAX_WAITING_COMMANDS = 1 << 21;

    private final RedisURI uri;
    private final ClientResources resources;
    private final RedisClient client;

    /// @param name what the connections are called in Redis's `CLIENT LIST`
    Driver(RedisConfig config, String name) {
        uri = RedisURI.create(config.url());
        uri.setTimeout(config.connectTimeout());
        uri.setClientName(name);
        resources = ClientResources.builder()
                .ioThreadPoolSize(2)
                .computationThreadPoolSize(2)
                .commandLatencyRecorder(CommandLatencyRecorder.disabled())
                .nettyCustomizer(new OneFlushPerTurn())
                .build();
        client = RedisClient.create(resources);
        client.setOptions(
                ClientOptions.builder()
                        .autoReconnect(false)
                        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                        .requestQueueSize(MAX_WAITING_COMMANDS)
                        .protocolVersion(ProtocolVersion.RESP2) // With RESP3, each message costs the driver a copy more.
                        .timeoutOptions(TimeoutOptions.builder().timeoutCommands(false).build()) // Else a timer for each.
                        .maintNotificationsConfig(MaintNotificationsConfig.disabled())
                        .socketOptions(
                                SocketOptions.builder().connectTimeout(config.connectTimeout()).keepAlive(true).build())
                        .build());
    }

    /// Opens a pair of connections; if one of the two cannot be had, neither stays.
    CompletionStage<Connections> open() {
        var commands = client.connectAsync(ByteArrayCodec.INSTANCE, uri).toCompletableFuture();
        var subscriptions = client.connectPubSubAsync(ByteArrayCodec.INSTANCE, uri).toCompletableFuture();
        return commands.thenCombine(subscriptions, Connections::new).whenComplete((_, failure) -> {
            if (failure != null) {
                var _ = commands.thenCompose(StatefulRedisConnection::closeAsync);
                var _ = subscriptions.thenCompose(StatefulRedisConnection::closeAsync);
            }
        });
    }

    /// Closes what is open and ends the driver's threads, for which it waits.
    void close(Duration timeout) {
        client.shutdown(Duration.ZERO, timeout);
        resources.shutdown(0, timeout.toMillis(), TimeUnit.MILLISECONDS).awaitUninterruptibly(timeout.toMillis());
    }

    /// Lets the commands that several threads write in one turn of the driver's loop leave in one system call.
    private static final class OneFlushPerTurn implements NettyCustomizer {
        @Override
        public void afterChannelInitialized(Channel channel) {
            channel.pipeline()
                    .addFirst(
                            new FlushConsolidationHandler(
                                    FlushConsolidationHandler.DEFAULT_EXPLICIT_FLUSH_AFTER_FLUSHES,
                                    true));
        }
    }
}
