package dev.anemone.gateway.protocol;

import java.util.Arrays;
import java.util.zip.Deflater;

/// Compresses messages for connections that negotiated permessage-deflate (RFC 7692). No message refers to an earlier one
/// ("no context takeover", §7.1.1), so that all connections can be sent the same bytes. Not thread-safe; holds up to 256 KB
/// outside the heap once it has been used.
public final class FrameDeflater {
    private static final byte FIN_RSV1_TEXT = (byte) 0xc1;
    /// What ends a flushed block, and is left out on the wire (RFC 7692 §7.2.1).
    private static final int TAIL_BYTES = 4;
    private static final int KEPT_BYTES = 64 << 10;

    private final int minBytes;
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
    private byte[] compressed = {};

    /// @param minBytes messages with fewer stay as they are
    public FrameDeflater(int minBytes) {
        this.minBytes = minBytes;
    }

    /// Header and compressed payload of `frame`; its own bytes if they are too few, or would not become fewer.
    byte[] deflate(Frame frame) {
        int payload = frame.size() - frame.payloadOffset();
        if (payload < Math.max(1, minBytes)) {
            return frame.wire();
        }
        if (compressed.length < payload) {
            compressed = new byte[payload];
        }
        deflater.reset();
        deflater.setInput(frame.wire(), frame.payloadOffset(), payload);
        int length = deflater.deflate(compressed, 0, payload, Deflater.SYNC_FLUSH);
        byte[] shorter = length < payload // Else there may be more to come.
                ? new Frame.Builder(FIN_RSV1_TEXT, length - TAIL_BYTES).append(compressed, length - TAIL_BYTES).bytes()
                : frame.wire();
        if (compressed.length > KEPT_BYTES) {
            compressed = Arrays.copyOf(compressed, 0);
        }
        return shorter;
    }
}
