package dev.anemone.store.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Takes commands to the one Redis there is, or to that node of a Cluster which has their keys. Thread-safe.
final class Commands {
    private final StatefulConnection<byte[], byte[]> connection;
    private final RedisClusterAsyncCommands<byte[], byte[]> async;
    private final boolean sharded;

    private Commands(StatefulConnection<byte[], byte[]> connection, RedisClusterAsyncCommands<byte[], byte[]> async,
            boolean sharded) {
        this.connection = connection;
        this.async = async;
        this.sharded = sharded;
    }

    /// To one Redis.
    static Commands over(StatefulRedisConnection<byte[], byte[]> connection) {
        return new Commands(connection, connection.async(), false);
    }

    /// To the nodes of a Cluster.
    static Commands over(StatefulRedisClusterConnection<byte[], byte[]> connection) {
        return new Commands(connection, connection.async(), true);
    }

    /// The commands that touch one slot.
    RedisClusterAsyncCommands<byte[], byte[]> async() {
        return async;
    }

    /// Sends several in one flush.
    void dispatch(List<RedisCommand<byte[], byte[], ?>> commands) {
        connection.dispatch(commands);
    }

    /// Whether what is published goes to one shard of a Cluster, with `SPUBLISH`. `PUBLISH` would go to all its nodes.
    boolean sharded() {
        return sharded;
    }

    /// The command that publishes.
    CommandType publishing() {
        return sharded ? CommandType.SPUBLISH : CommandType.PUBLISH;
    }

    /// Publishes outside of any channel's feed.
    CompletionStage<Long> publish(String name, byte[] payload) {
        return sharded
                ? async.spublish(RedisKeys.bytes(name), payload)
                : async.publish(RedisKeys.bytes(name), payload);
    }
}
