package dev.anemone.gateway.transport;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Inflates what clients compressed, each message by itself (RFC 7692 §7.2.2), to no more bytes than a message may have: a
/// few bytes can claim to be millions. Shared by the connections of one I/O thread and confined to it. Holds about 40 KB
/// outside the heap.
final class MessageInflater {
    /// What the sender left out (RFC 7692 §7.2.1).
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};
    private static final int FIRST_BYTES = 4 << 10;
    private static final int KEPT_BYTES = 64 << 10;

    private final int maxBytes;
    private final Inflater inflater = new Inflater(true);
    private byte[] message = new byte[FIRST_BYTES];

    /// @param maxBytes where to stop
    MessageInflater(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /// The message inflated last, from 0 on. Valid until the next.
    byte[] message() {
        return message;
    }

    /// Inflates `length` bytes into [#message].
    ///
    /// @return how many there are; one more than the most that may be, if there are too many
    int inflate(byte[] bytes, int offset, int length) throws DataFormatException {
        if (message.length > KEPT_BYTES) {
            message = new byte[FIRST_BYTES];
        }
        inflater.reset();
        inflater.setInput(bytes, offset, length);
        boolean ended = false;
        int inflated = 0;
        while (inflated <= maxBytes) {
            if (inflated == message.length) {
                message = Arrays.copyOf(message, (int) Math.min(2L * message.length, maxBytes + 1L));
            }
            int more = inflater.inflate(message, inflated, Math.min(message.length, maxBytes + 1) - inflated);
            inflated += more;
            if (inflater.finished() || (ended && more == 0 && inflater.needsInput())) {
                return inflated;
            }
            if (inflater.needsDictionary()) {
                throw new DataFormatException("A dictionary was not negotiated");
            }
            if (more == 0 && inflater.needsInput()) {
                inflater.setInput(TAIL);
                ended = true;
            }
        }
        return inflated;
    }
}
