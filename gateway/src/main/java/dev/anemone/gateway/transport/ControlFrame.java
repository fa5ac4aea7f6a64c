package dev.anemone.gateway.transport;

import java.nio.charset.StandardCharsets;

/// The control frames a server sends (RFC 6455 §5.5): final, unmasked, at most 125 bytes of payload.
final class ControlFrame {
    static final int CLOSE = 0x8;
    static final int PING = 0x9;
    static final int PONG = 0xa;
    static final int MAX_PAYLOAD = 125;

    /// Stands for a close frame without a code; never on the wire (RFC 6455 §7.4.1).
    static final int NO_CODE = 1005;

    private static final byte[] EMPTY_PING = frame(PING, new byte[0]);

    private ControlFrame() {}

    /// A ping without application data. Shared; not to be changed.
    static byte[] ping() {
        return EMPTY_PING;
    }

    static byte[] pong(byte[] data) {
        return frame(PONG, data);
    }

    /// Carries `code`, and as much of `reason` as fits without cutting a character.
    static byte[] close(int code, String reason) {
        if (code == NO_CODE) {
            return frame(CLOSE, new byte[0]);
        }
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, MAX_PAYLOAD - 2);
        while (length > 0 && length < text.length && (text[length] & 0xc0) == 0x80) {
            length--;
        }
        var payload = new byte[2 + length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, length);
        return frame(CLOSE, payload);
    }

    private static byte[] frame(int opcode, byte[] payload) {
        var frame = new byte[2 + payload.length];
        frame[0] = (byte) (0x80 | opcode);
        frame[1] = (byte) payload.length;
        System.arraycopy(payload, 0, frame, 2, payload.length);
        return frame;
    }
}
