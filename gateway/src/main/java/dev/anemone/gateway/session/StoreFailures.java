package dev.anemone.gateway.session;

import dev.anemone.store.StoreException;
import java.util.concurrent.CompletionException;

/// Reads the failures that a port's stage completes with.
final class StoreFailures {
    private StoreFailures() {}

    /// One sentence for a client: what the store says, or no detail of a failure that is ours.
    static String describe(Throwable failure) {
        Throwable cause = failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
        return cause instanceof StoreException ? String.valueOf(cause.getMessage()) : "internal error";
    }
}
