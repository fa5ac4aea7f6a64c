package dev.anemone.gateway.hub;

import dev.anemone.gateway.protocol.Frame;
import dev.anemone.gateway.protocol.FrameDeflater;
import dev.anemone.model.SocketId;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A subscriber with a socket that takes everything, and remembers it. Holds its shard to what [Subscriber] promises. May
/// have negotiated compression.
class RecordingSubscriber implements Subscriber {
    private final SocketId id;
    private final Shard shard;
    private final @Nullable FrameDeflater deflater;
    private final List<Frame> outbox = new ArrayList<>();
    private final List<String> heard = new ArrayList<>();
    private boolean dirty;
    private int writes;
    private int overflows;

    RecordingSubscriber(String id, Shard shard) {
        this(id, shard, null);
    }

    RecordingSubscriber(String id, Shard shard, @Nullable FrameDeflater deflater) {
        this.id = new SocketId(id);
        this.shard = shard;
        this.deflater = deflater;
    }

    @Override
    public SocketId socketId() {
        return id;
    }

    @Override
    public void deliver(Batch batch) {
        ByteBuffer wire = deflater == null ? batch.wire() : batch.deflated(deflater);
        int position = 0;
        for (Frame frame : batch.frames()) {
            byte[] expected = deflater == null ? frame.wire() : frame.deflated(deflater);
            if (!wire.slice(position, expected.length).equals(ByteBuffer.wrap(expected))) {
                throw new AssertionError("The bytes laid end to end are not those of the frames");
            }
            position += expected.length;
        }
        if (position == 0 || position != wire.remaining()) {
            throw new AssertionError("Expected " + position + " bytes, more than none, got " + wire.remaining());
        }
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
    public void overflow() {
        overflows++;
    }

    @Override
    public void flush() {
        if (!dirty) {
            throw new AssertionError("Flushed without having asked");
        }
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

    int overflows() {
        return overflows;
    }

    /// In how many pieces they left.
    int writes() {
        return writes;
    }
}
