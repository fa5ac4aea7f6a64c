package dev.anemone.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.protocol.Frame;
import dev.anemone.model.SocketId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// A subscriber with a socket that takes everything, and remembers it. Holds its shard to what [Subscriber] promises.
class RecordingSubscriber implements Subscriber {
    private final SocketId id;
    private final Shard shard;
    private final List<Frame> outbox = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private boolean dirty;
    private int writes;

    RecordingSubscriber(String id, Shard shard) {
        this.id = new SocketId(id);
        this.shard = shard;
    }

    @Override
    public SocketId socketId() {
        return id;
    }

    @Override
    public void deliver(Batch batch) {
        var laid = new ArrayList<Byte>();
        ByteBuffer wire = batch.wire();
        while (wire.hasRemaining()) {
            laid.add(wire.get());
        }
        var frames = new ArrayList<Byte>();
        for (Frame frame : batch.frames()) {
            for (byte b : frame.wire()) {
                frames.add(b);
            }
        }
        assertThat(laid).as("the bytes laid end to end").isEqualTo(frames).isNotEmpty();
        if (outbox.isEmpty()) {
            write(batch.frames());
        } else {
            outbox.addAll(batch.frames());
        }
    }

    @Override
    public void enqueue(Frame frame) {
        outbox.add(frame);
        if (!dirty) {
            dirty = true;
            shard.flushLater(this);
        }
    }

    @Override
    public void flush() {
        assertThat(dirty).as("flushed because it asked").isTrue();
        dirty = false;
        write(outbox);
        outbox.clear();
    }

    private void write(List<Frame> frames) {
        writes++;
        frames.forEach(frame -> heard.add(Frames.name(frame)));
    }

    /// The names of the frames that have left, in order.
    List<String> heard() {
        return List.copyOf(heard);
    }

    /// In how many pieces they left.
    int writes() {
        return writes;
    }
}
