package dev.anemone.conformance.wire;

import java.io.ByteArrayOutputStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// A client's half of permessage-deflate without context (RFC 7692 §7.2): each message by itself.
final class Deflate {
    private static final Bytes TAIL = Bytes.hex("00 00 ff ff");

    private Deflate() {}

    static Bytes deflate(Bytes message) {
        Deflater zlib = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        try {
            zlib.setInput(message.toArray());
            var all = new ByteArrayOutputStream();
            var some = new byte[8_192];
            int length;
            do {
                length = zlib.deflate(some, 0, some.length, Deflater.SYNC_FLUSH);
                all.write(some, 0, length);
            } while (length == some.length);
            return Bytes.of(all.toByteArray()).slice(0, all.size() - TAIL.length());
        } finally {
            zlib.end();
        }
    }

    static Bytes inflate(Bytes payload) {
        Inflater zlib = new Inflater(true);
        try {
            zlib.setInput(payload.then(TAIL).toArray());
            var all = new ByteArrayOutputStream();
            var some = new byte[8_192];
            for (int length = zlib.inflate(some); length > 0; length = zlib.inflate(some)) {
                all.write(some, 0, length);
            }
            return Bytes.of(all.toByteArray());
        } catch (DataFormatException e) {
            throw new AssertionError("The server compressed wrongly: " + payload, e);
        } finally {
            zlib.end();
        }
    }
}
