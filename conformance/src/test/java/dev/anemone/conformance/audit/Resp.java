package dev.anemone.conformance.audit;

import dev.anemone.conformance.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads what Redis says, value by value (RESP2 and RESP3). Confined to one thread.
final class Resp {
    private final InputStream in;

    Resp(InputStream in) {
        this.in = in;
    }

    /// One whole value.
    ///
    /// @param bytes as they came
    /// @param strings all strings in it, in their order, one char for each byte
    record Value(Bytes bytes, List<String> strings) {
        /// Whether it is a message of pub/sub, and not an answer.
        boolean isMessage() {
            return (bytes.at(0) == '>' || bytes.at(0) == '*') && strings.size() == 3
                    && (strings.getFirst().equals("message") || strings.getFirst().equals("smessage"));
        }

        /// The pub/sub channel of a message.
        String channel() {
            return strings.get(1);
        }

        /// What the message says.
        String payload() {
            return strings.get(2);
        }
    }

    /// The next value, or `null` if the stream has ended.
    @Nullable
    Value next() throws IOException {
        int type = in.read();
        if (type < 0) {
            return null;
        }
        var bytes = new ByteArrayOutputStream();
        var strings = new ArrayList<String>();
        read(type, bytes, strings);
        return new Value(Bytes.of(bytes.toByteArray()), strings);
    }

    private void read(int type, ByteArrayOutputStream bytes, List<String> strings) throws IOException {
        bytes.write(type);
        String line = line(bytes);
        switch (type) {
            case '+', '-' -> strings.add(line);
            case ':', '_', '#', ',', '(' -> {}
            case '$', '=', '!' -> blob(Integer.parseInt(line), bytes, strings);
            case '*', '~', '>' -> several(Integer.parseInt(line), bytes, strings);
            case '%' -> several(2 * Integer.parseInt(line), bytes, strings);
            case '|' -> several(2 * Integer.parseInt(line) + 1, bytes, strings); // What it is about comes after it.
            default -> throw new IOException("No type of RESP: " + (char) type);
        }
    }

    private void blob(int length, ByteArrayOutputStream bytes, List<String> strings) throws IOException {
        if (length < 0) {
            return; // RESP2's null.
        }
        byte[] content = in.readNBytes(length + 2);
        if (content.length < length + 2) {
            throw new EOFException();
        }
        bytes.writeBytes(content);
        strings.add(new String(content, 0, length, StandardCharsets.ISO_8859_1));
    }

    private void several(int count, ByteArrayOutputStream bytes, List<String> strings) throws IOException {
        for (int i = 0; i < count; i++) {
            read(oneByte(), bytes, strings);
        }
    }

    private String line(ByteArrayOutputStream bytes) throws IOException {
        var line = new StringBuilder();
        for (int next = oneByte(); next != '\n'; next = oneByte()) {
            bytes.write(next);
            line.append((char) next);
        }
        bytes.write('\n');
        line.setLength(line.length() - 1);
        return line.toString();
    }

    private int oneByte() throws IOException {
        int next = in.read();
        if (next < 0) {
            throw new EOFException();
        }
        return next;
    }
}
