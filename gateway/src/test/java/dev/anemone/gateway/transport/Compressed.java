package dev.anemone.gateway.transport;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// Payloads as the other end of permessage-deflate makes and reads them (RFC 7692 §7.2), by Java's zlib alone.
public final class Compressed {
    private static final byte[] TAIL = {0, 0, (byte) 0xff, (byte) 0xff};

    private Compressed() {}

    /// What a client sends for a message.
    static byte[] deflate(byte[] message) {
        return deflate(message, Deflater.DEFAULT_COMPRESSION);
    }

    static byte[] deflate(byte[] message, int level) {
        byte[] flushed = run(message, level, Deflater.SYNC_FLUSH);
        int length = flushed.length - TAIL.length;
        if (!Arrays.equals(flushed, length, flushed.length, TAIL, 0, TAIL.length)) {
            throw new AssertionError("zlib ended a flushed block otherwise");
        }
        return Arrays.copyOf(flushed, length);
    }

    /// The same as one final block, which RFC 7692 §7.2.3.4 allows; `0` behind it stands for the empty block.
    static byte[] finalBlock(byte[] message) {
        return run(message, Deflater.DEFAULT_COMPRESSION, Deflater.NO_FLUSH);
    }

    private static byte[] run(byte[] message, int level, int flush) {
        try (var deflater = new Closing(new Deflater(level, true))) {
            deflater.zlib.setInput(message);
            if (flush == Deflater.NO_FLUSH) {
                deflater.zlib.finish();
            }
            var all = new ByteArrayOutputStream();
            byte[] some = new byte[8_192];
            int length;
            do {
                length = deflater.zlib.deflate(some, 0, some.length, flush);
                all.write(some, 0, length);
            } while (length == some.length);
            return all.toByteArray();
        }
    }

    private record Closing(Deflater zlib) implements AutoCloseable {
        @Override
        public void close() {
            zlib.end();
        }
    }

    /// What a client reads from a payload.
    public static byte[] inflate(byte[] payload) {
        Inflater zlib = new Inflater(true);
        try {
            zlib.setInput(ClientFrames.concat(payload, TAIL));
            var all = new ByteArrayOutputStream();
            byte[] some = new byte[8_192];
            for (int length; (length = zlib.inflate(some)) > 0;) {
                all.write(some, 0, length);
            }
            return all.toByteArray();
        } catch (DataFormatException e) {
            throw new AssertionError(e);
        } finally {
            zlib.end();
        }
    }
}
