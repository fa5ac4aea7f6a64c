package dev.anemone.store.memory;

import dev.anemone.model.LifecycleEvent;
import dev.anemone.store.LifecycleLog;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

/// One node's door to the [Journal].
final class MemoryLifecycleLog implements LifecycleLog {
    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final Lifecycle lifecycle;
    private final Journal journal;
    private final AtomicReference<Reader> reader = new AtomicReference<>();

    MemoryLifecycleLog(Lifecycle lifecycle, Journal journal) {
        this.lifecycle = lifecycle;
        this.journal = journal;
    }

    @Override
    public CompletionStage<Void> append(LifecycleEvent event) {
        lifecycle.append(event);
        return DONE;
    }

    @Override
    public void readBy(Reader reader) {
        if (!this.reader.compareAndSet(null, reader)) {
            throw new IllegalStateException("This node has a reader already.");
        }
        journal.attach(reader);
    }

    @Override
    public long dropped() {
        return journal.dropped();
    }

    /// Gives back what the reader has not said to be dealt with.
    void close() {
        Reader reader = this.reader.get();
        if (reader != null) {
            journal.detach(reader);
        }
    }
}
