package dev.anemone.gateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// Reads what a server puts on the wire, strictly: whole, unmasked frames (RFC 6455 §5.1), each as a line of text: the
/// JSON of a text message, or `ping …`, `pong …`, `close 4100 …`.
public final class ServerFrames {
    private final ByteArrayOutputStream unread = new ByteArrayOutputStream();

    /// All of `wire`, which must end with the end of a frame.
    public static List<String> read(byte[] wire) {
        var frames = new ServerFrames();
        List<String> lines = frames.add(wire, wire.length);
        if (frames.unread.size() > 0) {
            throw new AssertionError("Half a frame: " + frames.unread.size() + " bytes after " + lines);
        }
        return lines;
    }

    /// The frames that the next `length` bytes complete.
    public List<String> add(byte[] bytes, int length) {
        unread.write(bytes, 0, length);
        ByteBuffer wire = ByteBuffer.wrap(unread.toByteArray());
        var lines = new ArrayList<String>();
        int begun = 0;
        while (complete(wire)) {
            lines.add(line(wire));
            begun = wire.position();
        }
        unread.reset();
        unread.write(wire.array(), begun, wire.limit() - begun);
        return lines;
    }

    /// Whether a whole frame lies at the position; moves to its payload then.
    private static boolean complete(ByteBuffer wire) {
        int start = wire.position();
        if (wire.remaining() < 2) {
            return false;
        }
        int length = wire.get(start + 1) & 0xff;
        int header = length < 126 ? 2 : length == 126 ? 4 : 10;
        if (wire.remaining() < header) {
            return false;
        }
        return wire.remaining() - header >= payloadLength(wire, start);
    }

    private static long payloadLength(ByteBuffer wire, int start) {
        int length = wire.get(start + 1) & 0xff;
        if (length > 127) {
            throw new AssertionError("A server must not mask its frames");
        }
        return length < 126 ? length : length == 126 ? wire.getShort(start + 2) & 0xffff : wire.getLong(start + 2);
    }

    private static String line(ByteBuffer wire) {
        int start = wire.position();
        var payload = new byte[(int) payloadLength(wire, start)];
        wire.position(start + (payload.length < 126 ? 2 : payload.length < 65_536 ? 4 : 10)).get(payload);
        return switch (wire.get(start) & 0xff) {
            case 0x81 -> new String(payload, UTF_8);
            case 0x88 -> payload.length == 0
                    ? "close"
                    : "close " + (((payload[0] & 0xff) << 8) | (payload[1] & 0xff)) + " "
                            + new String(payload, 2, payload.length - 2, UTF_8);
            case 0x89 -> "ping " + new String(payload, UTF_8);
            case 0x8a -> "pong " + new String(payload, UTF_8);
            default -> throw new AssertionError("Unexpected first byte " + Integer.toHexString(wire.get(start) & 0xff));
        };
    }
}
