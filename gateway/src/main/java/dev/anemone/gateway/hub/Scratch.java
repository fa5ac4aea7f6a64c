package dev.anemone.gateway.hub;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Where one shard lays the frames of a batch end to end, outside the heap: sockets take them from there without a copy.
/// Confined to the shard's thread.
final class Scratch {
    /// The most bytes one write carries.
    static final int BYTES = 256 << 10;

    private final ByteBuffer plain = ByteBuffer.allocateDirect(BYTES);
    /// Made when a connection that negotiated compression first hears something.
    private @Nullable ByteBuffer deflated;

    ByteBuffer plain() {
        return plain;
    }

    ByteBuffer deflated() {
        if (deflated == null) {
            deflated = ByteBuffer.allocateDirect(BYTES);
        }
        return deflated;
    }
}
