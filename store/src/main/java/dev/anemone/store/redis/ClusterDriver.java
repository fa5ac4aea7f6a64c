package dev.anemone.store.redis;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import dev.anemone.store.redis.ClusterConnections.Master;
import dev.anemone.store.redis.RedisUrl.Host;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulConnection;
import io.lettuce.core.cluster.ClusterClientOptions;
import io.lettuce.core.cluster.RedisClusterClient;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.cluster.models.partitions.RedisClusterNode;
import io.lettuce.core.codec.ByteArrayCodec;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.Stream;

/// Opens connections to a Cluster, by where its slots are at that moment. Thread-safe.
final class ClusterDriver {
    private final RedisClusterClient cluster;
    private final RedisClient single;
    private final Function<Host, RedisURI> uri;
    private final Duration timeout;

    /// @param single opens connections to a node; the cluster client takes its threads
    /// @param uri how to speak to a node
    /// @param timeout for each step of opening
    ClusterDriver(RedisUrl url, RedisClient single, ClientOptions options, Function<Host, RedisURI> uri,
            Duration timeout) {
        this.single = single;
        this.uri = uri;
        this.timeout = timeout;
        cluster = RedisClusterClient.create(single.getResources(), url.hosts().stream().map(uri).toList());
        cluster.setOptions(ClusterClientOptions.builder(options).build());
    }

    /// Asks where the slots are, and opens all connections; if one cannot be had, none stays.
    ///
    /// @param check looks at each master, and fails if it will not do
    CompletionStage<Connections> open(Function<String, CompletionStage<ServerInfo>> check) {
        return cluster.refreshPartitionsAsync().thenCompose(_ -> {
            Map<Host, List<String>> tags = tagsByMaster();
            return cluster.connectAsync(ByteArrayCodec.INSTANCE)
                    .thenCompose(connection -> open(connection, tags, check));
        });
    }

    /// Asks where the slots are.
    ///
    /// @return why `connections` are not there any more; empty if they are, or nobody can tell
    CompletionStage<Optional<LinkFailure>> misled(ClusterConnections connections) {
        return cluster.refreshPartitionsAsync().handle((_, failure) -> failure != null
                || tagsByMaster().equals(connections.tagsByMaster())
                        ? Optional.empty()
                        : Optional.of(ClusterConnections.MOVED));
    }

    private CompletionStage<Connections> open(StatefulRedisClusterConnection<byte[], byte[]> connection,
            Map<Host, List<String>> tags, Function<String, CompletionStage<ServerInfo>> check) {
        var masters = tags.entrySet().stream()
                .map(owned -> open(connection, owned.getKey(), owned.getValue(), check).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(masters.toArray(CompletableFuture<?>[]::new))
                .<Connections>thenApply(_ -> new ClusterConnections(connection,
                        masters.stream().map(CompletableFuture::join).toList()))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        close(connection);
                        for (CompletableFuture<Master> opened : masters) {
                            var _ = opened.thenAccept(master -> close(master.subscriptions()));
                        }
                    }
                });
    }

    private static void close(StatefulConnection<?, ?> connection) {
        var _ = connection.closeAsync();
    }

    /// Every tag that names have, by the master that has its slot.
    private Map<Host, List<String>> tagsByMaster() {
        var tags = new LinkedHashMap<Host, List<String>>();
        for (String tag : RedisKeys.tags()) {
            int slot = SlotHash.getSlot(RedisKeys.bytes(tag));
            RedisClusterNode master = cluster.getPartitions().getMasterBySlot(slot);
            if (master == null) {
                throw LinkFailure.silence("no node of the Cluster has slot " + slot).thrown();
            }
            RedisURI at = master.getUri();
            tags.merge(new Host(at.getHost(), at.getPort()), List.of(tag),
                    (some, more) -> Stream.concat(some.stream(), more.stream()).toList());
        }
        return tags;
    }

    private CompletionStage<Master> open(StatefulRedisClusterConnection<byte[], byte[]> connection, Host host,
            List<String> tags, Function<String, CompletionStage<ServerInfo>> check) {
        var commands = connection.getConnectionAsync(host.name(), host.port());
        var subscriptions = single.connectPubSubAsync(ByteArrayCodec.INSTANCE, uri.apply(host)).toCompletableFuture();
        return commands.thenCompose(node -> node.async().info().toCompletableFuture().copy()
                .orTimeout(timeout.toMillis(), MILLISECONDS))
                .thenCompose(check)
                .thenCombine(subscriptions,
                        (info, hearing) -> new Master(host, tags, info.process(), commands.join(), hearing))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        var _ = subscriptions.thenCompose(StatefulConnection::closeAsync);
                    }
                });
    }

    void close(Duration patience) {
        cluster.shutdown(Duration.ZERO, patience);
    }
}
