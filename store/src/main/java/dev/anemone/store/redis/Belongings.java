package dev.anemone.store.redis;

import java.util.concurrent.CompletionStage;

/// What a node has in Redis besides its lease. Thread-safe.
interface Belongings {
    /// Brings Redis in line with what this node has.
    ///
    /// @param restored whether Redis lost it: those who knew of it are not told again then
    /// @return completes when all is as it should be
    CompletionStage<Void> reconcile(boolean restored);

    /// Removes what another node had that is dead. May be called by several nodes at once, and again.
    ///
    /// @return completes when nothing is left
    CompletionStage<Void> bury(String deadNode);
}
