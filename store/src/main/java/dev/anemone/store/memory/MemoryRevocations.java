package dev.anemone.store.memory;

import dev.anemone.model.AppId;
import dev.anemone.model.Revocation;
import dev.anemone.model.UserId;
import dev.anemone.store.RevocationTable;
import dev.anemone.store.Revocations;
import dev.anemone.store.TooManyPatternsException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/// The revocations of all nodes, for as long as the process lives. Thread-safe.
final class MemoryRevocations implements Revocations {
    private final RevocationTable table = new RevocationTable();

    @Override
    public CompletionStage<Void> revoke(Revocation revocation) {
        try {
            table.checkRoom(revocation);
        } catch (TooManyPatternsException full) {
            return CompletableFuture.failedStage(full);
        }
        table.add(revocation);
        return CompletableFuture.completedStage(null);
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
