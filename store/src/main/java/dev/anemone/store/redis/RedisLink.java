package dev.anemone.store.redis;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.INFO;
import static java.lang.System.Logger.Level.WARNING;

import dev.anemone.store.StoreUnavailableException;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Keeps this node connected to Redis, and knows whether it really is. Every second the node publishes a canary to
/// itself, at each master of a Cluster. Fresh connections are of use once it has come back through them, and as long as
/// each brings anything.
///
/// What decides runs on the link's one thread: connecting, subscribing, the canary. [#commands], [#problem] and
/// [#unavailable] may be asked by any thread.
final class RedisLink {
    private static final System.Logger LOG = System.getLogger(RedisLink.class.getName());
    private static final long CANARY_PERIOD_MS = 1_000;
    private static final int PLACE_TICKS = 5;
    private static final long MIN_RECONNECT_DELAY_MS = 50;
    private static final long MAX_RECONNECT_DELAY_MS = 1_000;

    private final RedisConfig config;
    private final Driver driver;
    private final ScheduledExecutorService thread;
    private final Subscriptions subscriptions;
    private final LongSupplier nanoTime;
    private final RandomGenerator random;
    private final Liveness liveness;
    private final RedisKeys keys;
    private final String node;
    private final Runnable onReady;
    private final CompletableFuture<Void> firstReady = new CompletableFuture<>();

    /// What may be used to send commands; `null` until a canary came back through its twin.
    private volatile @Nullable Commands commands;
    private @Nullable Connections current;
    private volatile List<String> canaries = List.of();
    private int failedAttempts;
    private int ticks;
    private boolean closed;

    /// @param thread runs one task at a time, in order
    /// @param nanoTime monotonic, in nanoseconds
    /// @param node names the pub/sub channels that are this node's own
    /// @param onReady runs on the link's thread each time Redis can be used again, the first time included
    RedisLink(RedisConfig config, Driver driver, ScheduledExecutorService thread, Subscriptions subscriptions,
            LongSupplier nanoTime, RandomGenerator random, RedisKeys keys, String node, Runnable onReady) {
        this.config = config;
        this.driver = driver;
        this.thread = thread;
        this.subscriptions = subscriptions;
        this.nanoTime = nanoTime;
        this.random = random;
        this.liveness = new Liveness(config.address(), nanoTime);
        this.keys = keys;
        this.node = node;
        this.onReady = onReady;
    }

    /// Connects, and keeps the connection from then on. Called once.
    ///
    /// @return completes when Redis can be used; with [StoreUnavailableException] if an attempt before that fails for
    ///     certain, which is then the last one. Attempts that bring no answer are repeated, for as long as the caller waits
    CompletionStage<Void> open() {
        thread.execute(this::connect);
        var _ = thread.scheduleWithFixedDelay(this::tick, CANARY_PERIOD_MS, CANARY_PERIOD_MS, TimeUnit.MILLISECONDS);
        return firstReady;
    }

    /// The connection for commands, while Redis answers; else `null`.
    @Nullable
    Commands commands() {
        return liveness.answers() ? commands : null;
    }

    /// Takes note that Redis replied to a command that somebody sent through [#commands].
    void replied() {
        liveness.replied();
    }

    /// What is wrong, in a sentence.
    Optional<String> problem() {
        return liveness.problem();
    }

    /// Why [#commands] gave none.
    StoreUnavailableException unavailable() {
        return new StoreUnavailableException(liveness.sentence(), null);
    }

    /// Ends the connections. What waits for an answer fails. On the link's thread.
    ///
    /// @return completes when they have ended
    CompletionStage<Void> close() {
        closed = true;
        commands = null;
        liveness.lost("this node is stopping");
        subscriptions.close();
        Connections last = current;
        current = null;
        return last == null ? CompletableFuture.completedStage(null) : last.close();
    }

    private void connect() {
        driver.open(!firstReady.isDone()).whenCompleteAsync((connections, failure) -> {
            if (failure != null) {
                failed(LinkFailure.of(failure));
            } else if (closed) {
                connections.close();
            } else {
                opened(connections);
            }
        }, thread);
    }

    private void opened(Connections connections) {
        current = connections;
        canaries = connections.tags().stream().map(tag -> keys.canary(tag, node)).toList();
        liveness.opened(canaries.size());
        connections.listen(new Ear(connections, canaries));
        subscriptions.restore(connections);
        // Last, so that hearing the canary means that Redis has taken all that went before.
        connections.subscribe(canaries).exceptionally(failure -> {
            giveUp(connections, failure);
            return null;
        });
    }

    private boolean isCurrent(Connections connections) {
        return connections.equals(current);
    }

    /// Does nothing if somebody else noticed first.
    private void lost(Connections connections, LinkFailure failure) {
        if (!isCurrent(connections)) {
            return;
        }
        if (commands != null) { // Else it was never found usable, and nobody was told that it is.
            LOG.log(WARNING, "Redis connection lost address=" + config.address() + " reason=\"" + failure.why() + '"');
        }
        current = null;
        commands = null;
        liveness.lost(failure.why());
        subscriptions.lost();
        // Only when the last message of the old connection has been handed on may a new one bring the next.
        connections.close().whenCompleteAsync((_, _) -> failed(failure), thread);
    }

    private void failed(LinkFailure failure) {
        liveness.lost(failure.why());
        if (failure.certain()) {
            firstReady.completeExceptionally(new StoreUnavailableException(failure.sentence(config.address()),
                    null));
        }
        if (closed || firstReady.isCompletedExceptionally()) {
            return;
        }
        long ceiling = Math.min(MAX_RECONNECT_DELAY_MS, MIN_RECONNECT_DELAY_MS << Math.min(failedAttempts++, 10));
        long delay = random.nextLong(ceiling / 2, ceiling + 1); // Spread, so that nodes do not come back all at once.
        var _ = thread.schedule(this::connect, delay, TimeUnit.MILLISECONDS);
    }

    private void tick() {
        try {
            subscriptions.expire();
            Connections connections = current;
            if (connections != null) {
                if (liveness.hopeless(config.answerTimeout())) {
                    lost(connections,
                            LinkFailure.silence("no answer within " + config.answerTimeout().toSeconds() + " s"));
                } else {
                    for (int i = 0; i < canaries.size(); i++) {
                        sendCanary(connections, i);
                    }
                    askWhere(connections);
                }
            }
        } catch (RuntimeException bug) { // Thrown on, it would end the ticking.
            LOG.log(ERROR, "The watch over Redis failed", bug);
        }
    }

    /// Asks whether another Redis is the one by now: every few seconds, and at once when this one is silent.
    private void askWhere(Connections connections) {
        if (++ticks % PLACE_TICKS == 0 || !liveness.answers()) {
            driver.misled(connections)
                    .thenAcceptAsync(misled -> misled.ifPresent(why -> lost(connections, why)), this::onThread);
        }
    }

    private void sendCanary(Connections connections, int redis) {
        byte[] sent = ByteBuffer.allocate(Long.BYTES).putLong(nanoTime.getAsLong()).array();
        connections.commands().publish(canaries.get(redis), sent).whenComplete((_, failure) -> {
            if (failure == null) {
                onThread(() -> canaryIsTaken(connections, redis));
            } else {
                giveUp(connections, failure);
            }
        });
    }

    /// Redis refused the canary, or the connection is gone: neither will do.
    private void giveUp(Connections connections, Throwable failure) {
        onThread(() -> lost(connections, LinkFailure.of(failure)));
    }

    private void canaryIsTaken(Connections connections, int redis) {
        if (isCurrent(connections)) {
            liveness.replied(redis);
        }
    }

    private void canaryIsBack(Connections connections, int redis, byte[] sent) {
        if (!isCurrent(connections) || sent.length != Long.BYTES) {
            return;
        }
        liveness.echoed(redis, ByteBuffer.wrap(sent).getLong());
        if (commands == null && liveness.usable()) {
            LuaScript.loadAll(connections.commands());
            commands = connections.commands();
            failedAttempts = 0;
            LOG.log(INFO, "Redis connected address=" + config.address());
            onReady.run();
            firstReady.complete(null);
        }
    }

    /// Runs `task` on the link's thread, after those that came before; drops it when the node has stopped.
    void onThread(Runnable task) {
        try {
            thread.execute(task);
        } catch (RejectedExecutionException _) { // Closed: nothing remains to be decided.
        }
    }

    /// Passes on what the driver's threads hear. Messages are handed on where they arrive, all else on the link's thread.
    private final class Ear implements Connections.Listener {
        private final Connections connections;
        private final List<String> canaries;

        Ear(Connections connections, List<String> canaries) {
            this.connections = connections;
            this.canaries = canaries;
        }

        @Override
        public void received(int redis, String name, byte[] payload) {
            liveness.heard(redis);
            if (name.equals(canaries.get(redis))) {
                onThread(() -> canaryIsBack(connections, redis, payload));
            } else {
                subscriptions.received(name, payload);
            }
        }

        @Override
        public void subscribed(String name) {
            onThread(() -> {
                if (!isCurrent(connections)) {
                    return;
                }
                int redis = canaries.indexOf(name);
                if (redis >= 0) {
                    sendCanary(connections, redis); // Now, not at the next tick: everybody waits for it.
                } else {
                    subscriptions.confirmed(name);
                }
            });
        }

        @Override
        public void ended(LinkFailure why) {
            onThread(() -> lost(connections, why));
        }
    }
}
