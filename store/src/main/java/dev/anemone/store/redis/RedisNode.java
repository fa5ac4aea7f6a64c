package dev.anemone.store.redis;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.stream.IntStream;

/// This node among the others: it renews its lease by Redis's clock, takes out what nodes had whose lease has ended, and
/// comes back under a new name when it was itself taken for dead. Confined to the link's thread.
final class RedisNode {
    private static final System.Logger LOG = System.getLogger(RedisNode.class.getName());
    private static final LuaScript HEARTBEAT = LuaScript.named("heartbeat");
    private static final LuaScript BURY = LuaScript.named("bury");
    /// How long the dead are remembered: longer than a node can be paused and come back.
    private static final Duration REMEMBERED = Duration.ofDays(1);
    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final ScriptCalls calls;
    private final RedisKeys keys;
    private final RedisLink link;
    private final NodeName name;
    private final Duration lease;
    private final List<Belongings> belongings;
    private final Set<String> burying = new HashSet<>();
    /// Whether this name has had a lease.
    private boolean registered;
    /// How Redis remembered this node when it was last at odds with it.
    private Standing standing = Standing.KEPT;
    /// How often Redis came back, and how often it had come back when it was last brought in line.
    private long returns;
    private long returnsReconciled;
    private CompletionStage<Void> beating = DONE;
    private boolean idle = true;
    private boolean leaving;

    /// @param lease how long this node may be silent before the others take it for dead
    RedisNode(ScriptCalls calls, RedisKeys keys, RedisLink link, NodeName name, Duration lease,
            List<Belongings> belongings) {
        this.calls = calls;
        this.keys = keys;
        this.link = link;
        this.name = name;
        this.lease = lease;
        this.belongings = List.copyOf(belongings);
    }

    /// Renews the lease, and makes up for what was missed. Called several times within each lease; does nothing while an
    /// earlier call is at work.
    ///
    /// @return completes when this node is alive to the others and Redis has what it has, or could not be reached
    CompletionStage<Void> beat() {
        if (idle && !leaving) {
            idle = false;
            beating = renew().handleAsync((_, failure) -> {
                idle = true;
                if (failure != null) {
                    LOG.log(DEBUG, "This node's lease was not renewed", failure); // The link warns.
                }
                return null;
            }, link::onThread);
        }
        return beating;
    }

    /// Redis can be used again. What this node said meanwhile was not heard.
    void linked() {
        returns++;
        beat();
    }

    private CompletionStage<Void> renew() {
        String current = name.current();
        return calls.run(HEARTBEAT, List.of(keys.leases(), keys.buried(current), keys.lastBeat()),
                List.of(RedisKeys.bytes(current), RedisKeys.bytes(Long.toString(lease.toMillis())),
                        RedisKeys.flag(registered)))
                .thenComposeAsync(answer -> {
                    answer.stream().skip(1).map(RedisKeys::name).forEach(this::bury);
                    return answered(RedisKeys.name(answer.getFirst()));
                }, link::onThread);
    }

    private CompletionStage<Void> answered(String state) {
        return switch (state) {
            case "lost" -> {
                LOG.log(WARNING,
                        "Redis has lost what it knew of this node, which writes it again node=" + name.current());
                yield comeBack(Standing.LOST);
            }
            case "buried" -> {
                LOG.log(WARNING, "The other nodes took this one for dead; it comes back node=" + name.current());
                name.renew();
                yield comeBack(Standing.BURIED);
            }
            default -> {
                registered = true;
                yield leaving ? DONE : catchUp();
            }
        };
    }

    private CompletionStage<Void> comeBack(Standing standing) {
        this.standing = standing;
        registered = false;
        return leaving ? DONE : renew();
    }

    private CompletionStage<Void> catchUp() {
        if (standing == Standing.KEPT && returns == returnsReconciled) {
            return each(Belongings::settle);
        }
        long returns = this.returns;
        return each(mine -> mine.reconcile(standing)).thenRunAsync(() -> {
            returnsReconciled = returns;
            standing = Standing.KEPT;
        }, link::onThread);
    }

    /// Takes out what this node has, as it is about to stop.
    ///
    /// @return completes when nothing is left, or Redis could not be reached; others will take it out then
    CompletionStage<Void> leave() {
        leaving = true;
        return beating.thenComposeAsync(_ -> takeOut(name.current()), link::onThread).exceptionally(failure -> {
            LOG.log(DEBUG, "This node leaves something behind, which the others take out", failure);
            return null;
        });
    }

    private void bury(String deadNode) {
        if (leaving || !burying.add(deadNode)) {
            return;
        }
        calls.run(BURY, List.of(keys.leases(), keys.buried(deadNode)),
                List.of(RedisKeys.bytes(deadNode), RedisKeys.bytes(Long.toString(REMEMBERED.toSeconds()))))
                .thenCompose(answer -> RedisKeys.name(answer.getFirst()).equals("dead") ? takeOutDead(deadNode) : DONE)
                .whenComplete((_, failure) -> link.onThread(() -> {
                    burying.remove(deadNode);
                    if (failure != null) { // Its lease is still there, so it will be found again.
                        LOG.log(WARNING, "A dead node was not taken out node=" + deadNode, failure);
                    }
                }));
    }

    /// First it is barred everywhere, so that nothing can come in behind what is taken out.
    private CompletionStage<Void> takeOutDead(String deadNode) {
        LOG.log(INFO, "Taking out a dead node node=" + deadNode);
        return ScriptCalls.all(IntStream.range(0, RedisKeys.PARTITIONS)
                .mapToObj(partition -> RedisKeys.bytes(keys.dead(partition, deadNode)))
                .map(dead -> calls.send(connection -> connection.async()
                        .set(dead, RedisKeys.flag(true), SetArgs.Builder.ex(REMEMBERED)))))
                .thenCompose(_ -> takeOut(deadNode));
    }

    private CompletionStage<Void> takeOut(String node) {
        return each(mine -> mine.bury(node)).thenCompose(_ -> calls.send(
                connection -> connection.async().zrem(RedisKeys.bytes(keys.leases()), RedisKeys.bytes(node))))
                .thenApply(_ -> null);
    }

    private CompletionStage<Void> each(Function<Belongings, CompletionStage<Void>> action) {
        return ScriptCalls.all(belongings.stream().map(action));
    }
}
