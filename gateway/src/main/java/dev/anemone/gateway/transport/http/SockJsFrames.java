package dev.anemone.gateway.transport.http;

import dev.anemone.gateway.protocol.Frame;
import dev.anemone.model.EventData;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// What a server says in SockJS framing (SockJS protocol 0.3.3, "Framing and HTTP"): one letter, JSON where there is
/// content, and the end of the line. Stateless.
final class SockJsFrames {
    /// The session is open.
    static final byte[] OPEN = ascii("o\n");
    static final byte[] HEARTBEAT = ascii("h\n");

    /// Makes browsers and proxies that hold back the beginning of a response let go of it: 2,048 letters in one heartbeat
    /// frame.
    static final byte[] PRELUDE = ascii("h".repeat(2_048) + "\n");

    private static final byte[] HEX = ascii("0123456789abcdef");

    private SockJsFrames() {}

    /// All `frames` as one array of messages.
    static void messages(List<Frame> frames, ByteArrayOutputStream chunk) {
        chunk.write('a');
        char separator = '[';
        for (Frame frame : frames) {
            chunk.write(separator);
            quoted(frame, chunk);
            separator = ',';
        }
        chunk.write(']');
        chunk.write('\n');
    }

    /// The end of the session.
    static byte[] close(int code, String reason) {
        var text = new StringBuilder("c[").append(code).append(",\"");
        EventData.appendEscaped(text, reason);
        return text.append("\"]\n").toString().getBytes(StandardCharsets.UTF_8);
    }

    /// A frame's JSON as a JSON string. The JSON is UTF-8, of which only ASCII needs escapes.
    private static void quoted(Frame frame, ByteArrayOutputStream chunk) {
        byte[] wire = frame.wire();
        chunk.write('"');
        int begun = frame.payloadOffset();
        for (int i = begun; i < wire.length; i++) {
            byte b = wire[i];
            if (b == '"' || b == '\\') {
                chunk.write(wire, begun, i - begun);
                chunk.write('\\');
                begun = i;
            } else if (b >= 0 && b < ' ') {
                chunk.write(wire, begun, i - begun);
                chunk.writeBytes(ascii("\\u00"));
                chunk.write(HEX[b >> 4]);
                chunk.write(HEX[b & 0xf]);
                begun = i + 1;
            }
        }
        chunk.write(wire, begun, wire.length - begun);
        chunk.write('"');
    }

    /// How long a script sees this UTF-8 text: in UTF-16 units.
    static int characters(byte[] text) {
        int units = 0;
        for (byte b : text) {
            int lead = b & 0xff;
            if ((lead & 0xc0) != 0x80) {
                units += lead >= 0xf0 ? 2 : 1;
            }
        }
        return units;
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
