package dev.anemone.gateway.transport;

import dev.anemone.gateway.protocol.CloseCode;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.DataFormatException;
import org.jspecify.annotations.Nullable;

/// Reads what a client sends on an upgraded connection: the server's half of RFC 6455 §5, and of RFC 7692 §7 if it
/// was negotiated. Confined to its connection's thread. Holds no buffer between frames.
///
/// Sizes are limited before anything is buffered: a frame whose header announces too much is refused at its header.
final class FrameDecoder {
    /// What was read. Arrays are valid during the call only.
    interface Handler {
        /// A whole text message, valid UTF-8.
        void text(byte[] bytes, int offset, int length);

        /// A ping and its application data, at most 125 bytes.
        void ping(byte[] data);

        /// A pong.
        void pong();

        /// The peer's close frame; nothing follows. `code` is [ControlFrame#NO_CODE] if it had none.
        void closed(int code);

        /// The peer broke a rule or a limit; nothing follows.
        void violation(CloseCode code, String reason);
    }

    private static final int CONTINUATION = 0x0;
    private static final int TEXT = 0x1;
    private static final int BINARY = 0x2;
    private static final int CLOSE = ControlFrame.CLOSE;
    private static final int PING = ControlFrame.PING;
    private static final int PONG = ControlFrame.PONG;
    private static final int MASK_BYTES = 4;
    private static final int RSV1 = 0x40;
    private static final int RSV = 0x70;

    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());

    private final int maxMessageBytes;
    private final int maxFragments;
    /// Shared with others; `null` if compression was not negotiated.
    private final @Nullable MessageInflater inflater;
    /// The beginning of a frame that has not arrived completely; `null` between frames.
    private @Nullable GrowingBytes held;
    /// The fragments so far of a message that has not ended; `null` between messages.
    private @Nullable Fragments message;
    private boolean finished;

    /// @param inflater for compressed messages; `null` if none may come
    FrameDecoder(int maxMessageBytes, int maxFragments, @Nullable MessageInflater inflater) {
        this.maxMessageBytes = maxMessageBytes;
        this.maxFragments = maxFragments;
        this.inflater = inflater;
    }

    /// Whether compression was negotiated.
    boolean compression() {
        return inflater != null;
    }

    /// Decodes the next `length` bytes of the connection. Unmasks in place: the contents of `bytes` are lost.
    void decode(byte[] bytes, int length, Handler handler) {
        if (finished) {
            return; // RFC 6455 §5.5.1: nothing counts after a close frame.
        }
        if (held == null) {
            int used = frames(bytes, length, handler);
            if (used < length && !finished) {
                held = new GrowingBytes(bytes, used, length);
            }
            return;
        }
        held.append(bytes, 0, length);
        int used = frames(held.array, held.length, handler);
        if (finished || used == held.length) {
            held = null;
        } else if (used > 0) {
            held = new GrowingBytes(held.array, used, held.length);
        }
    }

    /// Handles every complete frame in `bytes`. Returns where the first incomplete one begins.
    private int frames(byte[] bytes, int length, Handler handler) {
        int position = 0;
        while (!finished) {
            int next = frame(bytes, position, length, handler);
            if (next == position) {
                break;
            }
            position = next;
        }
        return position;
    }

    /// Handles the frame at `from`. Returns where the next begins; `from` itself if this one is incomplete or refused.
    private int frame(byte[] bytes, int from, int to, Handler handler) {
        if (to - from < 2) {
            return from;
        }
        int first = bytes[from] & 0xff;
        int second = bytes[from + 1] & 0xff;
        boolean fin = (first & 0x80) != 0;
        int opcode = first & 0x0f;
        int shortLength = second & 0x7f;
        String broken = brokenRule(first, second, fin, opcode, shortLength);
        if (broken != null) {
            return violation(handler, CloseCode.PROTOCOL_ERROR, broken, from);
        }
        int lengthBytes = shortLength == 126 ? 2 : shortLength == 127 ? 8 : 0;
        int header = 2 + lengthBytes + MASK_BYTES;
        if (to - from < 2 + lengthBytes) {
            return from;
        }
        long payload = lengthBytes == 0 ? shortLength : bigEndian(bytes, from + 2, lengthBytes);
        if ((lengthBytes == 2 && payload < 126) || (lengthBytes == 8 && payload >= 0 && payload <= 0xffff)) {
            return violation(handler, CloseCode.PROTOCOL_ERROR, "The length is not in its shortest form", from);
        }
        if (payload < 0) {
            return violation(handler, CloseCode.PROTOCOL_ERROR, "The length has its highest bit set", from);
        }
        if (opcode == BINARY) {
            return violation(handler, CloseCode.UNSUPPORTED_DATA, CloseCode.UNSUPPORTED_DATA.reason(), from);
        }
        if (opcode < CLOSE && payload > maxMessageBytes - (message == null ? 0 : message.bytes.length)) {
            return violation(handler, CloseCode.MESSAGE_TOO_BIG,
                    "A message may have at most " + maxMessageBytes + " bytes", from);
        }
        if (to - from < header + payload) {
            return from;
        }
        int start = from + header;
        int end = start + (int) payload;
        unmask(bytes, start, end, from + header - MASK_BYTES);
        if (opcode < CLOSE) {
            data(fin, (first & RSV1) != 0, bytes, start, end, handler);
        } else {
            control(opcode, bytes, start, end, handler);
        }
        return end;
    }

    /// What the first two bytes alone break; `null` if nothing.
    private @Nullable String brokenRule(int first, int second, boolean fin, int opcode, int shortLength) {
        if ((first & RSV) != 0
                && !((first & RSV) == RSV1 && inflater != null && (opcode == TEXT || opcode == BINARY))) {
            return "A reserved bit is set that no negotiated extension gives a meaning"; // §5.2; RFC 7692 §6.1
        }
        if ((second & 0x80) == 0) {
            return "A client must mask its frames"; // §5.1
        }
        return switch (opcode) {
            case CONTINUATION -> message == null ? "A continuation frame has nothing to continue" : null; // §5.4
            case TEXT, BINARY -> message == null ? null : "A new message began inside a fragmented one"; // §5.4
            case CLOSE, PING, PONG -> {
                if (!fin) {
                    yield "A control frame must not be fragmented"; // §5.5
                }
                if (shortLength > ControlFrame.MAX_PAYLOAD) {
                    yield "A control frame may have at most 125 bytes";
                }
                yield null;
            }
            default -> "Opcode " + opcode + " is reserved"; // §5.2
        };
    }

    /// @param compressed as its first frame says; without a meaning on others
    private void data(boolean fin, boolean compressed, byte[] bytes, int start, int end, Handler handler) {
        if (fin && message == null) {
            text(compressed, bytes, start, end, handler);
            return;
        }
        if (message == null) {
            message = new Fragments(compressed);
        }
        Fragments begun = message;
        if (++begun.count > maxFragments) {
            violation(handler, CloseCode.MESSAGE_TOO_BIG,
                    "A message may come in at most " + maxFragments + " fragments", 0);
            return;
        }
        begun.bytes.append(bytes, start, end);
        if (fin) {
            message = null;
            text(begun.compressed, begun.bytes.array, 0, begun.bytes.length, handler);
        }
    }

    private void text(boolean compressed, byte[] bytes, int start, int end, Handler handler) {
        if (compressed && inflater != null) {
            inflated(inflater, bytes, start, end, handler);
        } else {
            plain(bytes, start, end, handler);
        }
    }

    private void inflated(MessageInflater inflater, byte[] bytes, int start, int end, Handler handler) {
        int length;
        try {
            length = inflater.inflate(bytes, start, end - start);
        } catch (DataFormatException _) {
            violation(handler, CloseCode.INVALID_PAYLOAD, "A compressed message could not be inflated", 0);
            return;
        }
        if (length > maxMessageBytes) {
            violation(handler, CloseCode.MESSAGE_TOO_BIG, "A message may have at most " + maxMessageBytes
                    + " bytes, also when it is inflated", 0);
        } else {
            plain(inflater.message(), 0, length, handler);
        }
    }

    private void plain(byte[] bytes, int start, int end, Handler handler) {
        if (Utf8.valid(bytes, start, end)) {
            handler.text(bytes, start, end - start);
        } else {
            violation(handler, CloseCode.INVALID_PAYLOAD, CloseCode.INVALID_PAYLOAD.reason(), 0); // §8.1
        }
    }

    private void control(int opcode, byte[] bytes, int start, int end, Handler handler) {
        switch (opcode) {
            case PING -> handler.ping(Arrays.copyOfRange(bytes, start, end));
            case PONG -> handler.pong();
            default -> close(bytes, start, end, handler);
        }
    }

    /// RFC 6455 §5.5.1 and §7.4: empty, or a code that may be sent and a reason in UTF-8.
    private void close(byte[] bytes, int start, int end, Handler handler) {
        if (end - start == 1) {
            violation(handler, CloseCode.PROTOCOL_ERROR, "A close frame has half a code", 0);
            return;
        }
        int code = end == start ? ControlFrame.NO_CODE : (int) bigEndian(bytes, start, 2);
        if (end > start && !mayBeSent(code)) {
            violation(handler, CloseCode.PROTOCOL_ERROR, "Close code " + code + " must not be sent", 0);
        } else if (end > start && !Utf8.valid(bytes, start + 2, end)) {
            violation(handler, CloseCode.INVALID_PAYLOAD, "A close reason was not valid UTF-8", 0);
        } else {
            finished = true;
            handler.closed(code);
        }
    }

    private static boolean mayBeSent(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }

    private int violation(Handler handler, CloseCode code, String reason, int position) {
        finished = true;
        held = null;
        message = null;
        handler.violation(code, reason);
        return position;
    }

    private static long bigEndian(byte[] bytes, int from, int length) {
        long value = 0;
        for (int i = from; i < from + length; i++) {
            value = (value << 8) | (bytes[i] & 0xff);
        }
        return value;
    }

    /// Eight bytes at a time; the mask repeats every four, whatever the byte order.
    private static void unmask(byte[] bytes, int start, int end, int maskAt) {
        byte[] mask = {bytes[maskAt], bytes[maskAt + 1], bytes[maskAt + 2], bytes[maskAt + 3], bytes[maskAt],
                bytes[maskAt + 1], bytes[maskAt + 2], bytes[maskAt + 3]};
        long mask8 = (long) LONGS.get(mask, 0);
        int i = start;
        for (; i + Long.BYTES <= end; i += Long.BYTES) {
            LONGS.set(bytes, i, (long) LONGS.get(bytes, i) ^ mask8);
        }
        for (int j = 0; i < end; i++, j++) {
            bytes[i] ^= mask[j & 3];
        }
    }

    private static final class Fragments {
        final GrowingBytes bytes = new GrowingBytes();
        final boolean compressed;
        int count;

        Fragments(boolean compressed) {
            this.compressed = compressed;
        }
    }

    private static final class GrowingBytes {
        byte[] array;
        int length;

        GrowingBytes() {
            array = new byte[64];
        }

        GrowingBytes(byte[] bytes, int start, int end) {
            array = Arrays.copyOfRange(bytes, start, end);
            length = array.length;
        }

        void append(byte[] bytes, int start, int end) {
            int needed = length + end - start;
            if (array.length < needed) {
                array = Arrays.copyOf(array, Math.max(needed, array.length * 2));
            }
            System.arraycopy(bytes, start, array, length, end - start);
            length = needed;
        }
    }
}
