package dev.anemone.bench.jmh;

import dev.anemone.gateway.hub.Batch;
import dev.anemone.gateway.hub.Subscriber;
import dev.anemone.gateway.protocol.Frame;
import dev.anemone.model.SocketId;

/// A subscriber that does all but write: it looks at the bytes it is handed, and counts them. Confined to one thread.
public final class CountingSubscriber implements Subscriber {
    private final SocketId socketId;
    private long bytes;

    public CountingSubscriber(SocketId socketId) {
        this.socketId = socketId;
    }

    /// What it was handed so far.
    public long bytes() {
        return bytes;
    }

    @Override
    public SocketId socketId() {
        return socketId;
    }

    @Override
    public void deliver(Batch batch) {
        bytes += batch.wire().remaining();
    }

    @Override
    public void enqueue(Frame frame) {
        bytes += frame.size();
    }

    @Override
    public void overflow() {
        throw new IllegalStateException("Nothing waits for " + socketId);
    }

    @Override
    public void flush() {
        // Nothing waits: what was enqueued counts as sent.
    }
}
