package dev.anemone.store.redis;

import dev.anemone.store.redis.RedisUrl.Host;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.cluster.SlotHash;
import io.lettuce.core.cluster.api.StatefulRedisClusterConnection;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// The connections to all masters of a Cluster. Each subscription is held by the master that has its slot; when a slot
/// that is subscribed to moves to another, the whole set ends, and the next one is made by where the slots are then.
/// Thread-safe.
final class ClusterConnections extends Connections {
    static final LinkFailure MOVED = LinkFailure.silence("a slot of the Cluster moved");

    /// @param tags the hash tags whose slots it has; one at least
    /// @param process its run id
    record Master(Host host, List<String> tags, String process, StatefulRedisConnection<byte[], byte[]> commands,
            StatefulRedisPubSubConnection<byte[], byte[]> subscriptions) {}

    private final StatefulRedisClusterConnection<byte[], byte[]> connection;
    private final Commands commands;
    private final List<Master> masters;
    private final Master[] bySlot = new Master[SlotHash.SLOT_COUNT];
    /// How many times Redis will confirm that it took back a subscription because we asked. What comes beyond that, it does
    /// because a slot moved.
    private final Map<String, Integer> takenBack = new ConcurrentHashMap<>();
    private volatile @Nullable Listener listener;

    ClusterConnections(StatefulRedisClusterConnection<byte[], byte[]> connection, List<Master> masters) {
        this.connection = connection;
        this.masters = List.copyOf(masters);
        for (Master master : masters) {
            master.tags.forEach(tag -> bySlot[SlotHash.getSlot(RedisKeys.bytes(tag))] = master);
        }
        this.commands = Commands.over(connection, key -> bySlot[SlotHash.getSlot(key)].process);
    }

    @Override
    List<String> tags() {
        return masters.stream().map(master -> master.tags.getFirst()).toList();
    }

    /// Every tag that names have, by the master that has its slot.
    Map<Host, List<String>> tagsByMaster() {
        return masters.stream().collect(Collectors.toMap(Master::host, Master::tags));
    }

    @Override
    void listen(Listener listener) {
        this.listener = listener;
        var watch = new RedisConnectionStateListener() {
            @Override
            public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
                listener.ended(LinkFailure.CLOSED);
            }
        };
        for (int i = 0; i < masters.size(); i++) {
            Master master = masters.get(i);
            master.subscriptions.addListener(new Ear(i, listener));
            master.subscriptions.addListener(watch);
            master.commands.addListener(watch);
            if (!master.subscriptions.isOpen() || !master.commands.isOpen()) {
                listener.ended(LinkFailure.CLOSED);
            }
        }
    }

    @Override
    Commands commands() {
        return commands;
    }

    /// One command for the names of each slot.
    @Override
    CompletionStage<Void> subscribe(List<String> names) {
        var subscribing = new ArrayList<CompletableFuture<Void>>();
        names.stream().map(RedisKeys::bytes).collect(Collectors.groupingBy(SlotHash::getSlot)).forEach(
                (slot, ofSlot) -> subscribing.add(endOnRefusal(bySlot[slot].subscriptions.async()
                        .ssubscribe(ofSlot.toArray(byte[][]::new)))));
        return CompletableFuture.allOf(subscribing.toArray(CompletableFuture<?>[]::new));
    }

    @Override
    CompletionStage<Void> unsubscribe(String name) {
        byte[] bytes = RedisKeys.bytes(name);
        takenBack.merge(name, 1, Integer::sum);
        return endOnRefusal(bySlot[SlotHash.getSlot(bytes)].subscriptions.async().sunsubscribe(bytes));
    }

    /// A refusal is most likely that the slot is elsewhere.
    private CompletableFuture<Void> endOnRefusal(CompletionStage<Void> answer) {
        return answer.whenComplete((_, failure) -> {
            Listener listener = this.listener;
            if (failure != null && listener != null) {
                listener.ended(LinkFailure.of(failure));
            }
        }).toCompletableFuture();
    }

    @Override
    CompletionStage<Void> close() {
        var closing = new ArrayList<CompletableFuture<?>>();
        closing.add(connection.closeAsync());
        masters.forEach(master -> closing.add(master.subscriptions.closeAsync()));
        return CompletableFuture.allOf(closing.toArray(CompletableFuture<?>[]::new));
    }

    /// Hears one master.
    private final class Ear extends RedisPubSubAdapter<byte[], byte[]> {
        private final int master;
        private final Listener listener;

        Ear(int master, Listener listener) {
            this.master = master;
            this.listener = listener;
        }

        @Override
        public void smessage(byte[] channel, byte[] payload) {
            listener.received(master, RedisKeys.name(channel), payload);
        }

        @Override
        public void ssubscribed(byte[] channel, long count) {
            listener.subscribed(RedisKeys.name(channel));
        }

        @Override
        public void sunsubscribed(byte[] channel, long count) {
            String name = RedisKeys.name(channel);
            boolean[] asked = new boolean[1];
            takenBack.computeIfPresent(name, (_, times) -> {
                asked[0] = true;
                return times == 1 ? null : times - 1;
            });
            if (!asked[0]) {
                listener.ended(MOVED);
            }
        }
    }
}
