package dev.anemone.store.redis;

import static java.lang.System.Logger.Level.WARNING;
import static java.util.concurrent.TimeUnit.SECONDS;

import dev.anemone.model.AppId;
import dev.anemone.model.Revocation;
import dev.anemone.model.UserId;
import dev.anemone.store.RevocationTable;
import dev.anemone.store.Revocations;
import dev.anemone.store.TooManyPatternsException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;

/// The revocations as Redis has them, answered from memory. Whoever revokes announces it with all that it says; whoever was
/// away reads all again, and gives a Redis that lost some those that it knows of. Thread-safe.
final class RedisRevocations implements Revocations {
    private static final System.Logger LOG = System.getLogger(RedisRevocations.class.getName());
    private static final LuaScript REVOKE = LuaScript.named("revoke");
    private static final long RETRY_SECONDS = 1;
    /// How many a call stores at once.
    private static final int BATCH = 512;

    private final ScriptCalls calls;
    private final ScheduledExecutorService thread;
    private final RedisKeys keys;
    private final RevocationTable table = new RevocationTable();
    private volatile boolean current;

    RedisRevocations(ScriptCalls calls, Subscriptions subscriptions, ScheduledExecutorService thread, RedisKeys keys) {
        this.calls = calls;
        this.thread = thread;
        this.keys = keys;
        subscriptions.subscribe(keys.announcedRevocations(), this::announced);
    }

    private void announced(byte[] message) {
        RevocationText.announced(RedisKeys.name(message)).ifPresentOrElse(table::add,
                () -> LOG.log(WARNING, "Revocation refused, its announcement in Redis is not ours"));
    }

    /// Reads all. Called once, when the link is ready.
    CompletionStage<Void> start() {
        return readAll();
    }

    /// Catches up with what was announced while the link was down. On the link's thread.
    void restore() {
        current = false;
        readAll().exceptionallyAsync(failure -> {
            LOG.log(WARNING, "Revocations not read from Redis", failure);
            var _ = thread.schedule(this::restoreIfStale, RETRY_SECONDS, SECONDS);
            return null;
        }, thread);
    }

    private void restoreIfStale() {
        if (!current && calls.possible()) { // Without a link, its return restores.
            restore();
        }
    }

    /// What is wrong, in a sentence.
    Optional<String> problem() {
        return current
                ? Optional.empty()
                : Optional.of(
                        "The revocations could not be read from Redis; this node may take tokens that were revoked.");
    }

    private CompletionStage<Void> readAll() {
        return calls.send(connection -> connection.async().hgetall(RedisKeys.bytes(keys.revocations())))
                .thenCompose(stored -> {
                    var there = new HashSet<Revocation>();
                    stored.forEach((field, value) -> RevocationText
                            .decode(RedisKeys.name(field), RedisKeys.name(value)).ifPresentOrElse(there::add,
                                    () -> LOG.log(WARNING, "Revocation refused, what Redis has is not ours")));
                    there.forEach(table::add);
                    return store(table.all().stream().filter(known -> !there.contains(known)).toList());
                }).thenAccept(_ -> current = true);
    }

    /// What is past, Redis passes over.
    private CompletionStage<Void> store(List<Revocation> revocations) {
        CompletionStage<Void> stored = CompletableFuture.completedStage(null);
        for (int from = 0; from < revocations.size(); from += BATCH) {
            List<Revocation> batch = revocations.subList(from, Math.min(from + BATCH, revocations.size()));
            stored = stored.thenCompose(_ -> send(batch));
        }
        return stored;
    }

    private CompletionStage<Void> send(List<Revocation> revocations) {
        var arguments = new ArrayList<byte[]>(3 * revocations.size());
        for (Revocation revocation : revocations) {
            arguments.add(RedisKeys.bytes(RevocationText.field(revocation)));
            arguments.add(RedisKeys.bytes(RevocationText.issuedBefore(revocation)));
            arguments.add(RedisKeys.bytes(RevocationText.until(revocation)));
        }
        return calls.run(REVOKE, List.of(keys.revocations(), keys.endsOfRevocations(), keys.announcedRevocations()),
                arguments).thenAccept(_ -> {});
    }

    @Override
    public CompletionStage<Void> revoke(Revocation revocation) {
        try {
            table.checkRoom(revocation);
        } catch (TooManyPatternsException full) {
            return CompletableFuture.failedStage(full);
        }
        return send(List.of(revocation)).thenRun(() -> table.add(revocation));
    }

    @Override
    public Optional<Revocation> ofToken(AppId app, String tokenId, Instant now) {
        return table.ofToken(app, tokenId, now);
    }

    @Override
    public Optional<Revocation> ofUser(AppId app, UserId user, Instant now) {
        return table.ofUser(app, user, now);
    }

    @Override
    public List<Revocation> ofChannels(AppId app, Instant now) {
        return table.ofChannels(app, now);
    }

    @Override
    public void listen(Consumer<Revocation> listener) {
        table.listen(listener);
    }
}
