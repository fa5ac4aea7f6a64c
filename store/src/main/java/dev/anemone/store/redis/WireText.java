package dev.anemone.store.redis;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Any Java string as bytes that scripts pass around unread: a letter that names the encoding, and the text. UTF-8 holds
/// nearly all of them; a string with lone surrogates travels as UTF-16BE. One string has one form, so the bytes can be a
/// key. Stateless.
final class WireText {
    private static final byte UTF_8 = '8';
    private static final byte UTF_16 = '6';

    private WireText() {}

    static byte[] encode(String text) {
        byte[] utf8 = text.getBytes(StandardCharsets.UTF_8);
        if (new String(utf8, StandardCharsets.UTF_8).equals(text)) {
            return ByteBuffer.allocate(1 + utf8.length).put(UTF_8).put(utf8).array();
        }
        var utf16 = ByteBuffer.allocate(1 + Character.BYTES * text.length()).put(UTF_16);
        utf16.asCharBuffer().put(text); // Char by char: the charset would replace what stands alone.
        return utf16.array();
    }

    /// @throws IllegalArgumentException if these are not bytes that [#encode] made
    static String decode(ByteBuffer bytes) {
        byte encoding = bytes.hasRemaining() ? bytes.get() : 0;
        if (encoding == UTF_8) {
            byte[] utf8 = new byte[bytes.remaining()];
            bytes.get(utf8);
            return new String(utf8, StandardCharsets.UTF_8);
        }
        if (encoding != UTF_16 || bytes.remaining() % Character.BYTES != 0) {
            throw new IllegalArgumentException("No text.");
        }
        String text = bytes.asCharBuffer().toString();
        bytes.position(bytes.limit());
        return text;
    }
}
