package dev.anemone.gateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;

/// What a client puts on the wire: frames with a mask (RFC 6455 §5.2), right or wrong as a test wants them.
public final class ClientFrames {
    /// The first byte of the last or only frame of a message, its opcode in the lower half.
    public static final int FIN = 0x80;
    public static final int CONTINUATION = 0x0;
    public static final int TEXT = 0x1;
    public static final int BINARY = 0x2;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;
    public static final int PONG = 0xa;

    private static final byte[] MASK = {0x37, (byte) 0xfa, 0x21, 0x3d};

    private ClientFrames() {}

    /// A whole text message.
    public static byte[] text(String text) {
        return frame(FIN | TEXT, text.getBytes(UTF_8));
    }

    /// A close frame with a code and a reason.
    public static byte[] close(int code, String reason) {
        return frame(FIN | CLOSE, concat(new byte[]{(byte) (code >> 8), (byte) code}, reason.getBytes(UTF_8)));
    }

    /// A frame with its length in the shortest form.
    public static byte[] frame(int first, byte[] payload) {
        return concat(header(first, payload.length), masked(payload));
    }

    /// The header alone of a frame that announces `length` bytes; with the mask, without them.
    public static byte[] header(int first, long length) {
        ByteBuffer header = ByteBuffer.allocate(14).put((byte) first);
        if (length < 126) {
            header.put((byte) (0x80 | length));
        } else if (length < 65_536) {
            header.put((byte) (0x80 | 126)).putShort((short) length);
        } else {
            header.put((byte) (0x80 | 127)).putLong(length);
        }
        header.put(MASK);
        return Arrays.copyOf(header.array(), header.position());
    }

    /// The payload as it stands behind a header of [#header].
    public static byte[] masked(byte[] payload) {
        byte[] masked = payload.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= MASK[i % MASK.length];
        }
        return masked;
    }

    /// All `parts`, one behind the other.
    public static byte[] concat(byte[]... parts) {
        var whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }
}
