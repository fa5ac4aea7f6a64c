package dev.anemone.gateway.hub;

import java.nio.ByteBuffer;
import java.util.EnumMap;
import java.util.Map;

/// Where one shard lays the frames of a batch end to end, outside the heap: sockets take them from there without a copy.
/// Confined to the shard's thread.
final class Scratch {
    /// The most bytes one write carries.
    static final int BYTES = 256 << 10;

    /// Each made when a connection first hears something in that form.
    private final Map<Form, ByteBuffer> buffers = new EnumMap<>(Form.class);

    /// The ways in which one message is put.
    enum Form {
        PLAIN, DEFLATED, PLACED, PLACED_DEFLATED;

        /// Whether it is for connections that know of places in channels.
        boolean places() {
            return this == PLACED || this == PLACED_DEFLATED;
        }
    }

    ByteBuffer of(Form form) {
        return buffers.computeIfAbsent(form, _ -> ByteBuffer.allocateDirect(BYTES));
    }
}
