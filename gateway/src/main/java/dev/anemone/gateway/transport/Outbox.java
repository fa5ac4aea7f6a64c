package dev.anemone.gateway.transport;

import dev.anemone.gateway.protocol.Frame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.xnio.conduits.StreamSinkConduit;

/// What a connection still has to send: references to frames, most of them shared with others. Holds nothing while empty.
/// Confined to the connection's thread. Its bound in bytes is kept by its owner.
final class Outbox {
    private @Nullable ArrayDeque<byte[]> frames;
    /// How much of the first one has left already.
    private int firstWritten;
    private int bytes;

    boolean isEmpty() {
        return bytes == 0;
    }

    /// Unsent bytes.
    int bytes() {
        return bytes;
    }

    void add(byte[] frame) {
        if (frames == null) {
            frames = new ArrayDeque<>(4);
        }
        frames.add(frame);
        bytes += frame.length;
    }

    /// Adds the frames of a batch of which `written` bytes have left. Only into an empty outbox unless `written` is 0.
    ///
    /// @param bytes what a frame is on this connection
    void addRest(List<Frame> batch, int written, Function<Frame, byte[]> bytes) {
        int skip = written;
        for (int i = 0; i < batch.size(); i++) {
            byte[] frame = bytes.apply(batch.get(i));
            if (skip >= frame.length) {
                skip -= frame.length;
                continue;
            }
            add(frame);
            if (skip > 0) {
                firstWritten = skip;
                this.bytes -= skip;
                skip = 0;
            }
        }
    }

    /// Forgets everything but the rest of a frame that has begun to leave: half a frame would break the stream.
    void keepOnlyBegun() {
        byte[] first = frames == null ? null : frames.peek();
        int written = firstWritten;
        frames = null;
        bytes = 0;
        firstWritten = 0;
        if (first != null && written > 0) {
            add(first);
            firstWritten = written;
            bytes -= written;
        }
    }

    /// Writes as much as `sink` takes, many frames at a time.
    ///
    /// @param scratch for laying frames end to end; its contents are lost
    /// @return whether everything has left
    boolean drainTo(StreamSinkConduit sink, ByteBuffer scratch) throws IOException {
        while (frames != null && !frames.isEmpty()) {
            scratch.clear();
            int skip = firstWritten;
            for (byte[] frame : frames) {
                int length = Math.min(frame.length - skip, scratch.remaining());
                scratch.put(frame, skip, length);
                if (!scratch.hasRemaining()) {
                    break;
                }
                skip = 0;
            }
            scratch.flip();
            int offered = scratch.remaining();
            int written = sink.write(scratch);
            forget(written);
            if (written < offered) {
                return false;
            }
        }
        frames = null;
        return true;
    }

    private void forget(int written) {
        bytes -= written;
        int left = written + firstWritten;
        while (frames != null && !frames.isEmpty() && left >= frames.element().length) {
            left -= frames.remove().length;
        }
        firstWritten = left;
    }
}
