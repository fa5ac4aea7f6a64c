package dev.anemone.store.redis;

import static java.lang.System.Logger.Level.DEBUG;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.store.Occupancy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/// Subscription counts, in Redis: what each node reports, and their sums, which cost one read. A channel's first and last
/// subscription of this node are reported at once, other changes with the next [#flush].
final class RedisOccupancy implements Occupancy, Belongings {
    private static final System.Logger LOG = System.getLogger(RedisOccupancy.class.getName());
    private static final LuaScript REPORT = LuaScript.named("report");

    private final ScriptCalls calls;
    private final RedisKeys keys;
    private final NodeName node;
    private final Predicate<AppId> tellsCounts;
    private final Map<ChannelKey, Integer> held = new ConcurrentHashMap<>();
    private final Set<ChannelKey> changed = ConcurrentHashMap.newKeySet();

    /// @param tellsCounts whether an app wants the subscribers of its channels to know how many they are
    RedisOccupancy(ScriptCalls calls, RedisKeys keys, NodeName node, Predicate<AppId> tellsCounts) {
        this.calls = calls;
        this.keys = keys;
        this.node = node;
        this.tellsCounts = tellsCounts;
    }

    @Override
    public void report(ChannelKey channel, int subscriptions) {
        if (subscriptions < 0) {
            throw new IllegalArgumentException(channel + ": expected 0 subscriptions or more, got " + subscriptions);
        }
        Integer before = subscriptions == 0 ? held.remove(channel) : held.put(channel, subscriptions);
        if (subscriptions == 0 || before == null) {
            changed.remove(channel);
            send(channel, subscriptions);
        } else if (before != subscriptions) {
            changed.add(channel);
        }
    }

    /// Reports what has changed since the last call.
    void flush() {
        for (ChannelKey channel : List.copyOf(changed)) {
            Integer subscriptions = changed.remove(channel) ? held.get(channel) : null;
            if (subscriptions != null) {
                send(channel, subscriptions);
            }
        }
    }

    /// What Redis does not take now it gets when it is back: then everything held is reported again.
    private void send(ChannelKey channel, int subscriptions) {
        report(channel, subscriptions, node.current()).exceptionally(failure -> {
            LOG.log(DEBUG, "A count was not reported", failure);
            return null;
        });
    }

    private CompletionStage<Void> report(ChannelKey channel, int subscriptions, String reporter) {
        boolean tell = channel.channel().kind().countsSubscriptions() && tellsCounts.test(channel.app());
        return calls.run(REPORT,
                List.of(keys.counts(channel), keys.totals(channel), keys.reported(channel, reporter),
                        keys.dead(channel, reporter), keys.feed(channel)),
                List.of(RedisKeys.bytes(reporter), RedisKeys.bytes(channel.channel().value()),
                        RedisKeys.bytes(Integer.toString(subscriptions)), entry(channel),
                        RedisKeys.bytes(tell ? "1" : "0")))
                .thenApply(_ -> null);
    }

    private static byte[] entry(ChannelKey channel) {
        return RedisKeys.bytes(channel.app() + " " + channel.channel());
    }

    private static ChannelKey parse(byte[] entry) {
        String[] parts = RedisKeys.name(entry).split(" ", -1);
        return new ChannelKey(new AppId(parts[0]), new ChannelName(parts[1]));
    }

    @Override
    public CompletionStage<Map<ChannelName, Integer>> occupied(AppId app, String prefix) {
        var parts = new ArrayList<CompletableFuture<Map<byte[], byte[]>>>(RedisKeys.PARTITIONS);
        for (int partition = 0; partition < RedisKeys.PARTITIONS; partition++) {
            byte[] name = RedisKeys.bytes(keys.totals(partition, app));
            parts.add(calls.send(connection -> connection.async().hgetall(name)).toCompletableFuture());
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new)).thenApply(_ -> {
            var occupied = new HashMap<ChannelName, Integer>();
            parts.forEach(part -> part.join().forEach((name, total) -> {
                var channel = new ChannelName(RedisKeys.name(name));
                if (channel.kind().listed() && channel.value().startsWith(prefix)) {
                    occupied.put(channel, Integer.parseInt(RedisKeys.name(total)));
                }
            }));
            return Map.copyOf(occupied);
        });
    }

    @Override
    public CompletionStage<List<Integer>> subscriptions(List<ChannelKey> channels) {
        var totals = channels.stream().map(channel -> calls.send(connection -> connection.async()
                .hget(RedisKeys.bytes(keys.totals(channel)), RedisKeys.bytes(channel.channel().value())))
                .toCompletableFuture()).toList();
        return CompletableFuture.allOf(totals.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> totals.stream().map(CompletableFuture::join)
                        .map(total -> total == null ? 0 : Integer.parseInt(RedisKeys.name(total))).toList());
    }

    @Override
    public CompletionStage<Void> reconcile(boolean restored) {
        return each(node.current(), channel -> held.getOrDefault(channel, 0), held.keySet());
    }

    @Override
    public CompletionStage<Void> bury(String deadNode) {
        return each(deadNode, _ -> 0, Set.of());
    }

    private interface Count {
        int of(ChannelKey channel);
    }

    /// Reports the counts of the given channels, and of all that Redis has from `reporter`.
    private CompletionStage<Void> each(String reporter, Count count, Set<ChannelKey> also) {
        var reports = new ArrayList<CompletableFuture<?>>();
        also.forEach(channel -> reports.add(report(channel, count.of(channel), reporter).toCompletableFuture()));
        for (int partition = 0; partition < RedisKeys.PARTITIONS; partition++) {
            byte[] name = RedisKeys.bytes(keys.reported(partition, reporter));
            reports.add(calls.send(connection -> connection.async().smembers(name))
                    .thenCompose(entries -> CompletableFuture.allOf(entries.stream().map(RedisOccupancy::parse)
                            .filter(channel -> !also.contains(channel))
                            .map(channel -> report(channel, count.of(channel), reporter).toCompletableFuture())
                            .toArray(CompletableFuture<?>[]::new)))
                    .toCompletableFuture());
        }
        return CompletableFuture.allOf(reports.toArray(CompletableFuture<?>[]::new));
    }
}
