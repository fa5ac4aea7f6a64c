package dev.anemone.bench.wire;

import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// Inflates messages that were compressed without context takeover (RFC 7692, 7.2.2). Confined to one thread.
///
/// A server that compresses a broadcast once sends the same bytes to every subscriber. Those are inflated once: what was
/// inflated lately is kept, and compared byte for byte.
public final class Inflation implements AutoCloseable {
    private static final int REMEMBERED = 256; // A power of two.
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};
    private static final byte[] NONE = {};

    private final Inflater inflater = new Inflater(true);
    private final byte[][] compressed = new byte[REMEMBERED][];
    private final byte[][] inflated = new byte[REMEMBERED][];
    private final byte[] scratch;

    /// @param maxMessage bytes a message may have once inflated
    public Inflation(int maxMessage) {
        scratch = new byte[maxMessage];
        Arrays.fill(compressed, NONE);
        Arrays.fill(inflated, NONE);
    }

    /// The message. Belongs to this object: not to be changed.
    public byte[] inflate(byte[] bytes, int from, int length) throws ProtocolFault {
        int slot = slot(bytes, from, length);
        byte[] known = compressed[slot];
        if (!Arrays.equals(known, 0, known.length, bytes, from, from + length)) {
            inflated[slot] = inflateAnew(bytes, from, length);
            compressed[slot] = Arrays.copyOfRange(bytes, from, from + length);
        }
        return inflated[slot];
    }

    private static int slot(byte[] bytes, int from, int length) {
        int hash = length;
        for (int i = from; i < from + length; i++) {
            hash = hash * 31 + bytes[i];
        }
        return (hash ^ (hash >>> 16)) & (REMEMBERED - 1);
    }

    private byte[] inflateAnew(byte[] bytes, int from, int length) throws ProtocolFault {
        inflater.reset();
        try {
            inflater.setInput(bytes, from, length);
            int size = inflater.inflate(scratch);
            inflater.setInput(TAIL);
            size += inflater.inflate(scratch, size, scratch.length - size);
            if (size == scratch.length) {
                throw new ProtocolFault(
                        "The server sent a compressed message of " + scratch.length + " bytes or more.");
            }
            return Arrays.copyOf(scratch, size);
        } catch (DataFormatException malformed) {
            throw new ProtocolFault(
                    "The server sent a message that cannot be inflated: " + malformed.getMessage() + ".");
        }
    }

    @Override
    public void close() {
        inflater.end();
    }
}
