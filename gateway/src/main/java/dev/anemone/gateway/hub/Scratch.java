package dev.anemone.gateway.hub;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Where one shard lays the frames of a batch end to end, outside the heap: sockets take them from there without a copy.
/// Confined to the shard's thread.
final class Scratch {
    /// The most bytes one write carries.
    static final int BYTES = 256 << 10;

    /// Each made when a connection first hears something in that form.
    private final @Nullable ByteBuffer[] buffers = new ByteBuffer[Form.values().length];

    /// The ways in which one message is put.
    enum Form {
        PLAIN, DEFLATED, PLACED, PLACED_DEFLATED;

        /// Whether it is for connections that know of places in channels.
        boolean places() {
            return this == PLACED || this == PLACED_DEFLATED;
        }
    }

    ByteBuffer of(Form form) {
        ByteBuffer buffer = buffers[form.ordinal()];
        if (buffer == null) {
            buffer = ByteBuffer.allocateDirect(BYTES);
            buffers[form.ordinal()] = buffer;
        }
        return buffer;
    }
}
