package dev.anemone.store.redis;

import static java.lang.System.Logger.Level.DEBUG;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.store.Occupancy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Subscription counts, in Redis: what each node reports, and their sums, which cost one read. A channel's first and last
/// subscription of this node are reported at once, other changes with the next [#flush].
final class RedisOccupancy implements Occupancy {
    private static final System.Logger LOG = System.getLogger(RedisOccupancy.class.getName());
    private static final LuaScript REPORT = LuaScript.after("lifecycle", "report");

    private final ScriptCalls calls;
    private final RedisKeys keys;
    private final NodeName node;
    private final Predicate<AppId> tellsCounts;
    private final LifecycleTerms terms;
    private final Postponed postponed;
    private final Holdings<ChannelKey, Integer> counts;
    /// Channels whose count Redis does not have yet.
    private final Set<ChannelKey> changed = ConcurrentHashMap.newKeySet();

    /// @param tellsCounts whether an app wants the subscribers of its channels to know how many they are
    RedisOccupancy(ScriptCalls calls, RedisKeys keys, NodeName node, Predicate<AppId> tellsCounts, LifecycleTerms terms,
            Postponed postponed, Duration lease, LongSupplier nanoTime) {
        this.terms = terms;
        this.postponed = postponed;
        this.calls = calls;
        this.keys = keys;
        this.node = node;
        this.tellsCounts = tellsCounts;
        this.counts = new Holdings<>(new Counts(), calls, node, lease, nanoTime);
    }

    /// What this node has in Redis.
    Belongings belongings() {
        return counts;
    }

    @Override
    public void report(ChannelKey channel, int subscriptions) {
        if (subscriptions < 0) {
            throw new IllegalArgumentException(channel + ": expected 0 subscriptions or more, got " + subscriptions);
        }
        Integer before = counts.value(channel);
        if (subscriptions == 0) {
            changed.remove(channel);
            counts.remove(channel).whenComplete(RedisOccupancy::note);
        } else if (before == null) {
            orLater(channel,
                    counts.add(channel, subscriptions, () -> report(channel, subscriptions, node.current(), false)));
        } else if (before != subscriptions) {
            counts.change(channel, subscriptions);
            changed.add(channel);
        }
    }

    /// Reports what has changed since the last call.
    void flush() {
        if (changed.isEmpty() || !calls.possible()) {
            return;
        }
        for (ChannelKey channel : List.copyOf(changed)) {
            if (changed.remove(channel)) {
                orLater(channel, counts.tellAgain(channel));
            }
        }
    }

    private void orLater(ChannelKey channel, CompletionStage<?> reported) {
        reported.whenComplete((_, failure) -> {
            if (failure != null) {
                changed.add(channel);
                note(null, failure);
            }
        });
    }

    private static void note(@Nullable Object answer, @Nullable Throwable failure) {
        if (failure != null) {
            LOG.log(DEBUG, "A count was not reported; it is later", failure);
        }
    }

    private CompletionStage<List<byte[]>> report(ChannelKey channel, int subscriptions, String reporter,
            boolean lost) {
        boolean tell = channel.channel().kind().countsSubscriptions() && tellsCounts.test(channel.app());
        String letters = lost ? "" : terms.letters(channel); // Webhooks were told of what was there before.
        var names = new ArrayList<>(List.of(keys.counts(channel), keys.totals(channel),
                keys.reported(channel, reporter), keys.dead(channel, reporter), keys.feed(channel)));
        names.addAll(keys.lifecycle(channel));
        names.add(keys.toldCounts(channel));
        var arguments = new ArrayList<>(List.of(RedisKeys.bytes(reporter), RedisKeys.bytes(channel.channel().value()),
                RedisKeys.bytes(Integer.toString(subscriptions)), RedisKeys.bytes(LifecycleText.subject(channel)),
                RedisKeys.flag(tell)));
        arguments.addAll(terms.arguments(letters));
        arguments.addAll(terms.pacing());
        if (!letters.isEmpty()) {
            postponed.expect(channel,
                    subscriptions == 0 ? terms.rules().grace() : terms.rules().subscriptionCountInterval());
        }
        return calls.run(REPORT, names, arguments)
                .thenCompose(answer -> RedisKeys.name(answer.getFirst()).equals("dead")
                        ? CompletableFuture.failedStage(NodeName.takenForDead())
                        : CompletableFuture.completedStage(answer));
    }

    @Override
    public CompletionStage<Map<ChannelName, Integer>> occupied(AppId app, String prefix) {
        List<String> names = IntStream.range(0, RedisKeys.PARTITIONS)
                .mapToObj(partition -> keys.totals(partition, app)).toList();
        return ScriptCalls
                .each(names, name -> calls.send(connection -> connection.async().hgetall(RedisKeys.bytes(name))))
                .thenApply(parts -> {
                    var occupied = new HashMap<ChannelName, Integer>();
                    parts.forEach(part -> part.forEach((name, total) -> {
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
        return ScriptCalls.each(channels, channel -> calls
                .send(connection -> connection.async()
                        .hget(RedisKeys.bytes(keys.totals(channel)), RedisKeys.bytes(channel.channel().value())))
                .thenApply(total -> total == null ? 0 : Integer.parseInt(RedisKeys.name(total))));
    }

    private final class Counts implements Holdings.Kind<ChannelKey, Integer> {
        @Override
        public String list(int partition, String owner) {
            return keys.reported(partition, owner);
        }

        @Override
        public ChannelKey parse(byte[] member) {
            String[] parts = RedisKeys.name(member).split(" ", -1);
            return new ChannelKey(new AppId(parts[0]), new ChannelName(parts[1]));
        }

        @Override
        public CompletionStage<?> write(ChannelKey channel, Integer subscriptions, boolean lost) {
            return report(channel, subscriptions, node.current(), lost);
        }

        @Override
        public CompletionStage<?> erase(ChannelKey channel, String owner, boolean onlyIts) {
            return report(channel, 0, owner, false);
        }
    }
}
