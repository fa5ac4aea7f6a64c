package dev.anemone.store.redis;

import java.util.concurrent.CompletionStage;

/// What a node has in Redis besides its lease. Thread-safe.
interface Belongings {
    /// Brings Redis in line with what this node has.
    ///
    /// @return completes when all is as it should be
    CompletionStage<Void> reconcile(Standing standing);

    /// Takes out again what should have left long ago. Called once in a while.
    CompletionStage<Void> settle();

    /// Takes out what a node has that is dead or about to stop, and can add nothing more. May be called by several nodes
    /// at once, and again.
    ///
    /// @return completes when nothing is left
    CompletionStage<Void> bury(String node);
}
