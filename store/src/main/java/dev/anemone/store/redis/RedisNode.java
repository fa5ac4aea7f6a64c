package dev.anemone.store.redis;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.lettuce.core.SetArgs;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/// This node among the others: it renews its lease by Redis's clock, takes out what nodes had whose lease has ended, and
/// comes back under a new name when it was itself taken for dead. Confined to the link's thread.
final class RedisNode {
    private static final System.Logger LOG = System.getLogger(RedisNode.class.getName());
    private static final LuaScript HEARTBEAT = LuaScript.named("heartbeat");
    private static final Duration REMEMBERED = Duration.ofDays(1);

    private final ScriptCalls calls;
    private final RedisKeys keys;
    private final RedisLink link;
    private final NodeName name;
    private final Duration lease;
    private final List<Belongings> belongings;
    private final Set<String> burying = new HashSet<>();
    /// Whether this name has had a lease.
    private boolean registered;
    /// Whether Redis may not have what this node has.
    private boolean stale = true;
    /// Whether it once had.
    private boolean restored;
    private boolean beating;

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
        if (beating) {
            return CompletableFuture.completedStage(null);
        }
        beating = true;
        String current = name.current();
        return calls.run(HEARTBEAT, List.of(keys.leases(), keys.buried(current)),
                List.of(ascii(current), ascii(Long.toString(lease.toMillis())), ascii(registered ? "1" : "0")))
                .thenComposeAsync(answer -> {
                    answer.stream().skip(1).map(RedisKeys::name).forEach(this::bury);
                    return answered(RedisKeys.name(answer.getFirst()));
                }, link::onThread)
                .handleAsync((_, failure) -> {
                    beating = false;
                    if (failure != null) {
                        LOG.log(DEBUG, "This node's lease was not renewed", failure); // The link warns.
                    }
                    return null;
                }, link::onThread);
    }

    private CompletionStage<Void> answered(String state) {
        if (state.equals("kept")) {
            registered = true;
            return stale
                    ? each(mine -> mine.reconcile(restored)).thenRunAsync(() -> stale = false, link::onThread)
                    : CompletableFuture.completedStage(null);
        }
        restored = state.equals("lost");
        stale = true;
        registered = false;
        if (restored) {
            LOG.log(WARNING, "Redis has lost what it knew of this node, which writes it again node=" + name.current());
        } else {
            LOG.log(WARNING, "The other nodes took this one for dead; it comes back node=" + name.current());
            name.renew();
        }
        beating = false;
        return beat();
    }

    /// Redis can be used again. What this node said meanwhile was not heard.
    CompletionStage<Void> linked() {
        restored = restored && stale;
        stale = true;
        return beat();
    }

    /// Takes out what this node has, as it is about to stop.
    ///
    /// @return completes when nothing is left, or Redis could not be reached; others will take it out then
    CompletionStage<Void> leave() {
        String current = name.current();
        return each(mine -> mine.bury(current))
                .thenCompose(_ -> calls.send(connection -> connection.async()
                        .zrem(RedisKeys.bytes(keys.leases()), ascii(current))))
                .handle((_, _) -> null);
    }

    private void bury(String deadNode) {
        if (!burying.add(deadNode)) {
            return;
        }
        LOG.log(INFO, "Taking out a dead node node=" + deadNode);
        byte[] buried = RedisKeys.bytes(keys.buried(deadNode));
        calls.send(connection -> connection.async().set(buried, ascii("1"), SetArgs.Builder.ex(REMEMBERED)))
                .thenCompose(_ -> each(mine -> mine.bury(deadNode)))
                .thenCompose(_ -> calls.send(connection -> connection.async()
                        .zrem(RedisKeys.bytes(keys.leases()), ascii(deadNode))))
                .whenComplete((_, failure) -> link.onThread(() -> {
                    burying.remove(deadNode);
                    if (failure != null) { // Its lease is still there, so it will be found again.
                        LOG.log(WARNING, "A dead node was not taken out node=" + deadNode, failure);
                    }
                }));
    }

    private CompletionStage<Void> each(Function<Belongings, CompletionStage<Void>> action) {
        return CompletableFuture.allOf(belongings.stream().map(action).map(CompletionStage::toCompletableFuture)
                .toArray(CompletableFuture<?>[]::new));
    }

    private static byte[] ascii(String text) {
        return text.getBytes(US_ASCII);
    }
}
