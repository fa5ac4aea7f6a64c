package dev.anemone.gateway.transport;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Inflates what clients compressed, each message by itself (RFC 7692 §7.2.2), to no more bytes than a message may have: a
/// few bytes can claim to be millions. Shared by the connections of one I/O thread and confined to it. Holds about 40 KB
/// outside the heap.
final class MessageInflater {
    /// What the sender left out (§7.2.1), and an empty final block: a message that is whole ends exactly behind it, and one
    /// that was cut hardly ever.
    private static final byte[] END = {0, 0, (byte) 0xff, (byte) 0xff, 3, 0};
    private static final int FIRST_BYTES = 4 << 10;
    private static final int KEPT_BYTES = 64 << 10;
    /// So that a message of empty final blocks costs no more time than any other.
    private static final int MAX_FINAL_BLOCKS = 1_000;

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
    /// @throws DataFormatException if they are no blocks of DEFLATE (RFC 1951), or end within one
    int inflate(byte[] bytes, int offset, int length) throws DataFormatException {
        if (message.length > KEPT_BYTES) {
            message = new byte[FIRST_BYTES];
        }
        try {
            inflater.setInput(bytes, offset, length);
            return inflate(bytes, offset + length);
        } finally {
            inflater.reset(); // Also forgets the input, which may be large.
        }
    }

    private int inflate(byte[] bytes, int end) throws DataFormatException {
        boolean ending = false;
        int finalBlocks = 0;
        int inflated = 0;
        while (inflated <= maxBytes) {
            if (inflated == message.length) {
                message = Arrays.copyOf(message, (int) Math.min(2L * message.length, maxBytes + 1L));
            }
            int more = inflater.inflate(message, inflated, Math.min(message.length, maxBytes + 1) - inflated);
            inflated += more;
            if (inflater.finished()) {
                int left = inflater.getRemaining();
                if (left == 0) {
                    return inflated;
                }
                if (ending || ++finalBlocks > MAX_FINAL_BLOCKS) {
                    throw new DataFormatException(ending ? "The message ends within a block" : "Too many final blocks");
                }
                inflater.reset(); // §7.2.3.4: other blocks may follow a final one.
                inflater.setInput(bytes, end - left, left);
            } else if (more == 0 && inflater.needsInput()) {
                if (ending) {
                    throw new DataFormatException("The message ends within a block");
                }
                inflater.setInput(END);
                ending = true;
            }
        }
        return inflated;
    }
}
