package dev.anemone.conformance.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// One WebSocket frame (RFC 6455 §5.2), legal or not.
///
/// @param fin whether the message ends with this frame
/// @param rsv the three reserved bits, RSV1 being 4
/// @param opcode the four bits, one of the constants here or a reserved one
public record Frame(boolean fin, int rsv, int opcode, Bytes payload) {
    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;

    private static final int RSV1 = 4;

    private static final Bytes MASKING_KEY = Bytes.hex("37 fa 21 3d"); // The one of RFC 6455 §5.7; any will do.

    public static Frame of(int opcode, Bytes payload) {
        return new Frame(true, 0, opcode, payload);
    }

    public static Frame text(String text) {
        return of(TEXT, Bytes.utf8(text));
    }

    public static Frame text(Bytes payload) {
        return of(TEXT, payload);
    }

    public static Frame binary(Bytes payload) {
        return of(BINARY, payload);
    }

    public static Frame continuation(Bytes payload) {
        return of(CONTINUATION, payload);
    }

    public static Frame ping(Bytes payload) {
        return of(PING, payload);
    }

    public static Frame pong(Bytes payload) {
        return of(PONG, payload);
    }

    public static Frame close(int code, String reason) {
        return close(code, Bytes.utf8(reason));
    }

    public static Frame close(int code, Bytes reason) {
        return of(CLOSE, Bytes.of(new byte[]{(byte) (code >> 8), (byte) code}).then(reason));
    }

    /// A text message, compressed (RFC 7692 §7.2.1).
    public static Frame compressed(Bytes message) {
        return of(TEXT, Deflate.deflate(message)).withRsv(RSV1);
    }

    /// A text message in as many frames as there are parts.
    public static List<Frame> fragments(List<Bytes> parts) {
        var frames = new ArrayList<Frame>();
        for (int i = 0; i < parts.size(); i++) {
            frames.add(new Frame(i == parts.size() - 1, 0, i == 0 ? TEXT : CONTINUATION, parts.get(i)));
        }
        return frames;
    }

    /// A text message in frames of at most `size` bytes.
    public static List<Frame> fragments(Bytes message, int size) {
        var parts = new ArrayList<Bytes>();
        for (int from = 0; from < message.length(); from += size) {
            parts.add(message.slice(from, Math.min(from + size, message.length())));
        }
        return fragments(parts);
    }

    /// The same frame with FIN clear: more is to come.
    public Frame notFinal() {
        return new Frame(false, rsv, opcode, payload);
    }

    /// Whether it is, or begins, a compressed message (RFC 7692 §6).
    public boolean compressed() {
        return rsv == RSV1;
    }

    public Frame withRsv(int bits) {
        return new Frame(fin, bits, opcode, payload);
    }

    /// As a client must send it: masked, its length in the shortest form.
    public Bytes masked() {
        int length = payload.length();
        return masked(length < 126
                ? LengthForm.SEVEN_BITS
                : length < 1 << 16 ? LengthForm.SIXTEEN_BITS : LengthForm.SIXTY_FOUR_BITS);
    }

    public Bytes masked(LengthForm form) {
        return masked(MASKING_KEY, form);
    }

    public Bytes masked(Bytes maskingKey, LengthForm form) {
        byte[] content = payload.toArray();
        for (int i = 0; i < content.length; i++) {
            content[i] ^= maskingKey.at(i % 4);
        }
        return Bytes.join(Bytes.of(new byte[]{(byte) ((fin ? 0x80 : 0) | (rsv << 4) | opcode)}),
                form.encode(payload.length(), 0x80), maskingKey, Bytes.of(content));
    }

    /// As a client must not send it.
    public Bytes unmasked() {
        return Bytes.join(Bytes.of(new byte[]{(byte) ((fin ? 0x80 : 0) | (rsv << 4) | opcode)}),
                LengthForm.SEVEN_BITS.encode(payload.length(), 0), payload);
    }

    /// Only the header of a masked frame that claims a payload of `length` bytes.
    public static Bytes header(int opcode, LengthForm form, long length) {
        return Bytes.join(Bytes.of(new byte[]{(byte) (0x80 | opcode)}), form.encode(length, 0x80), MASKING_KEY);
    }

    /// The code of a close frame; 1005, "no status received", if it carries none.
    public int closeCode() {
        if (opcode != CLOSE || payload.length() == 1) {
            throw new AssertionError("Expected a close frame with a whole code, got " + this);
        }
        return payload.length() == 0
                ? 1005
                : ByteBuffer.wrap(payload.toArray()).getShort() & 0xffff;
    }

    public String closeReason() {
        return payload.length() <= 2 ? "" : payload.from(2).text();
    }

    @Override
    public String toString() {
        String content = opcode == TEXT ? new String(payload.toArray(), StandardCharsets.UTF_8) : payload.toString();
        return "frame fin=" + fin + " rsv=" + rsv + " opcode=" + opcode + " payload=" + content;
    }

    /// How a header writes a payload's length.
    public enum LengthForm {
        SEVEN_BITS, SIXTEEN_BITS, SIXTY_FOUR_BITS;

        private Bytes encode(long length, int maskBit) {
            ByteBuffer encoded = switch (this) {
                case SEVEN_BITS -> ByteBuffer.allocate(1).put((byte) (maskBit | length));
                case SIXTEEN_BITS -> ByteBuffer.allocate(3).put((byte) (maskBit | 126)).putShort((short) length);
                case SIXTY_FOUR_BITS -> ByteBuffer.allocate(9).put((byte) (maskBit | 127)).putLong(length);
            };
            return Bytes.of(encoded.array());
        }
    }
}
