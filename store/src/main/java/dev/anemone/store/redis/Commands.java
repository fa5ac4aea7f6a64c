package dev.anemone.store.redis;

import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.api.async.RedisClusterAsyncCommands;
import io.lettuce.core.protocol.CommandType;
import io.lettuce.core.protocol.RedisCommand;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// Takes commands to the one Redis there is, or to that node of a Cluster which has their keys. Thread-safe.
final class Commands {
    private final StatefulConnection<byte[], byte[]> connection;
    private final RedisClusterAsyncCommands<byte[], byte[]> async;
    private final boolean sharded;
    private final Function<byte[], String> process;

    private Commands(StatefulConnection<byte[], byte[]> connection, RedisClusterAsyncCommands<byte[], byte[]> async,
            boolean sharded, Function<byte[], String> process) {
        this.connection = connection;
        this.async = async;
        this.sharded = sharded;
        this.process = process;
    }

    /// To one Redis.
    ///
    /// @param process its run id
    static Commands over(StatefulRedisConnection<byte[], byte[]> connection, String process) {
        return new Commands(connection, connection.async(), false, _ -> process);
    }

    /// To the nodes of a Cluster.
    ///
    /// @param process the run id of the node that has a key
    static Commands over(StatefulRedisClusterConnection<byte[], byte[]> connection,
            Function<byte[], String> process) {
        return new Commands(connection, connection.async(), true, process);
    }

    /// The commands that touch one slot.
    RedisClusterAsyncCommands<byte[], byte[]> async() {
        return async;
    }

    /// Sends several in one flush.
    void dispatch(List<RedisCommand<byte[], byte[], ?>> commands) {
        connection.dispatch(commands);
    }

    /// The run id of the Redis that had `key` when the connections were opened. It changes with each process, and so tells when
    /// confirmed changes may be lost: by a failover, or by a restart from a file that is behind.
    String process(String key) {
        return process.apply(RedisKeys.bytes(key));
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
