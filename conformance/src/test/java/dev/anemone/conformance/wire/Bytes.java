package dev.anemone.conformance.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// Immutable bytes that show themselves in hex.
public final class Bytes {
    public static final Bytes NONE = new Bytes(new byte[0]);

    private final byte[] content;

    private Bytes(byte[] content) {
        this.content = content;
    }

    public static Bytes of(byte[] content) {
        return new Bytes(content.clone());
    }

    /// Hex digits in pairs, spaces anywhere between pairs: `"c3 28"`.
    public static Bytes hex(String digits) {
        return new Bytes(HexFormat.of().parseHex(digits.replace(" ", "")));
    }

    public static Bytes utf8(String text) {
        return new Bytes(text.getBytes(StandardCharsets.UTF_8));
    }

    public static Bytes ofLength(int length) {
        var content = new byte[length];
        Arrays.fill(content, (byte) '.');
        return new Bytes(content);
    }

    public static Bytes join(Bytes... parts) {
        var joined = new ByteArrayOutputStream();
        for (Bytes part : parts) {
            joined.writeBytes(part.content);
        }
        return new Bytes(joined.toByteArray());
    }

    public Bytes then(Bytes next) {
        return join(this, next);
    }

    public Bytes slice(int from, int to) {
        return new Bytes(Arrays.copyOfRange(content, from, to));
    }

    public Bytes from(int from) {
        return slice(from, content.length);
    }

    /// Where `value` first is; -1 if it is not there.
    public int indexOf(int value) {
        for (int i = 0; i < content.length; i++) {
            if (content[i] == (byte) value) {
                return i;
            }
        }
        return -1;
    }

    public int length() {
        return content.length;
    }

    public byte at(int index) {
        return content[index];
    }

    public byte[] toArray() {
        return content.clone();
    }

    /// Decodes, with replacement characters where the bytes are not UTF-8.
    public String text() {
        return new String(content, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Bytes that && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(content);
    }

    @Override
    public String toString() {
        return HexFormat.ofDelimiter(" ").formatHex(content, 0, Math.min(content.length, 64))
                + (content.length > 64 ? " … (" + content.length + " bytes)" : "");
    }
}
