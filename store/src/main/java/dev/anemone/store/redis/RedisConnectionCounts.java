package dev.anemone.store.redis;

import static java.lang.System.Logger.Level.DEBUG;

import dev.anemone.model.AppId;
import dev.anemone.store.ConnectionCounts;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;

/// Open connections, in Redis: those of each node, their sums, and when each sum last changed. One call tells what changed
/// here and learns what changed elsewhere since the call before, whatever the number of connections. Thread-safe.
final class RedisConnectionCounts implements ConnectionCounts, Belongings {
    private static final System.Logger LOG = System.getLogger(RedisConnectionCounts.class.getName());
    private static final LuaScript COUNT = LuaScript.named("count-connections");
    private static final String NOTHING_KNOWN = "0";

    private final ScriptCalls calls;
    private final RedisKeys keys;
    private final NodeName node;
    private final Map<AppId, Integer> here = new ConcurrentHashMap<>();
    private final Map<AppId, Integer> elsewhere = new ConcurrentHashMap<>();
    /// Apps whose number Redis does not have yet.
    private final Set<AppId> changed = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean asking = new AtomicBoolean();
    /// Up to which change [#elsewhere] is known.
    private volatile String version = NOTHING_KNOWN;
    private volatile boolean left;

    RedisConnectionCounts(ScriptCalls calls, RedisKeys keys, NodeName node) {
        this.calls = calls;
        this.keys = keys;
        this.node = node;
    }

    @Override
    public void report(AppId app, int connections) {
        if (connections < 0) {
            throw new IllegalArgumentException(app + ": expected 0 connections or more, got " + connections);
        }
        if (connections == 0) {
            here.remove(app);
        } else {
            here.put(app, connections);
        }
        changed.add(app);
    }

    @Override
    public int elsewhere(AppId app) {
        return elsewhere.getOrDefault(app, 0);
    }

    /// Tells what has changed here since the last call, and learns what has changed elsewhere. Does nothing while an
    /// earlier call waits for its answer.
    void flush() {
        if (left || !calls.possible() || !asking.compareAndSet(false, true)) {
            return;
        }
        List<AppId> told = List.copyOf(changed);
        told.forEach(changed::remove); // Before it is read how many there are: who changes it now is told next time.
        count(node.current(), version, false, told).whenComplete((answer, failure) -> {
            if (failure == null) {
                learn(answer);
            } else {
                changed.addAll(told);
                LOG.log(DEBUG, "Connections were not counted; they are later", failure);
            }
            asking.set(false);
        });
    }

    private void learn(List<byte[]> answer) {
        for (int i = 1; i < answer.size(); i += 2) {
            var app = new AppId(RedisKeys.name(answer.get(i)));
            int others = Integer.parseInt(RedisKeys.name(answer.get(i + 1)));
            if (others == 0) {
                elsewhere.remove(app);
            } else {
                elsewhere.put(app, others);
            }
        }
        version = RedisKeys.name(answer.getFirst());
    }

    /// Tells all there is. What Redis has of the others is asked anew by the next [#flush], as it may be less than it was.
    @Override
    public CompletionStage<Void> reconcile(Standing standing) {
        return count(node.current(), NOTHING_KNOWN, true, here.keySet()).thenAccept(answer -> {
            elsewhere.clear();
            learn(answer);
        });
    }

    @Override
    public CompletionStage<Void> settle() {
        return CompletableFuture.completedStage(null);
    }

    @Override
    public CompletionStage<Void> bury(String deadNode) {
        left |= deadNode.equals(node.current());
        return count(deadNode, NOTHING_KNOWN, true, List.of()).thenApply(_ -> null);
    }

    /// @param all whether the node has none of the apps that are not among those told
    private CompletionStage<List<byte[]>> count(String owner, String known, boolean all, Collection<AppId> told) {
        var arguments = new ArrayList<byte[]>(2 + 2 * told.size());
        arguments.add(RedisKeys.bytes(known));
        arguments.add(RedisKeys.flag(all));
        for (AppId app : told) {
            arguments.add(RedisKeys.bytes(app.value()));
            arguments.add(RedisKeys.bytes(Integer.toString(here.getOrDefault(app, 0))));
        }
        return calls.run(COUNT, List.of(keys.connections(), keys.connections(owner), keys.connectionChanges(),
                keys.connectionVersion(), keys.buried(owner)), arguments)
                .thenCompose(answer -> RedisKeys.name(answer.getFirst()).equals("dead")
                        ? CompletableFuture.failedStage(NodeName.takenForDead())
                        : CompletableFuture.completedStage(answer));
    }
}
