package dev.anemone.bench.wire;

/// Cuts what a server sent into WebSocket frames (RFC 6455, 5.2), in place: no frame is copied, and nothing is allocated.
public final class Frames {
    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xA;

    /// The last frame of a message.
    public static final int FIN = 0x80;
    /// On the first frame of a message: it is compressed (RFC 7692, 6).
    public static final int COMPRESSED = 0x40;

    private static final int OPCODE = 0x0F;
    private static final int RESERVED = 0x30;
    private static final int MASKED = 0x80;

    private Frames() {}

    /// Hears of frames in their order.
    public interface Sink {
        /// One frame. Its payload is valid during the call only.
        ///
        /// @param head the first byte of the frame: [#FIN], [#COMPRESSED] and the opcode
        void frame(int head, byte[] bytes, int from, int length) throws ProtocolFault;
    }

    public static int opcode(int head) {
        return head & OPCODE;
    }

    /// Hands every complete frame between `from` and `to` to the sink.
    ///
    /// @param maxPayload bytes a frame may have
    /// @return where the first incomplete frame begins; `to` if there is none
    public static int scan(byte[] bytes, int from, int to, int maxPayload, Sink sink) throws ProtocolFault {
        int at = from;
        while (to - at >= 2) {
            int head = bytes[at] & 0xFF;
            int second = bytes[at + 1] & 0xFF;
            if ((head & RESERVED) != 0 || (second & MASKED) != 0) {
                throw new ProtocolFault(
                        "The server sent a frame that is masked or has reserved bits: its first bytes are "
                                + Integer.toHexString(head) + " " + Integer.toHexString(second) + ".");
            }
            int payload = at + 2;
            long length = second;
            if (second >= 126) {
                int width = second == 126 ? 2 : 8;
                if (to - payload < width) {
                    return at;
                }
                length = number(bytes, payload, width);
                payload += width;
            }
            if (length < 0 || length > maxPayload) {
                throw new ProtocolFault("The server sent a frame of " + Long.toUnsignedString(length)
                        + " bytes; at most " + maxPayload + " are read.");
            }
            if (to - payload < length) {
                return at;
            }
            sink.frame(head, bytes, payload, (int) length);
            at = payload + (int) length;
        }
        return at;
    }

    private static long number(byte[] bytes, int at, int width) {
        long value = 0;
        for (int i = 0; i < width; i++) {
            value = (value << 8) | (bytes[at + i] & 0xFF);
        }
        return value;
    }
}
