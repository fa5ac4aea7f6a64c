package dev.anemone.bench.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;

/// The answer to one request, as it comes in (RFC 9112, 6): with a length, in chunks, or until the connection ends.
/// Confined to one thread.
public final class HttpAnswer {
    private static final int MAX_BYTES = 1 << 20;
    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};

    private final ByteArrayOutputStream received = new ByteArrayOutputStream(512);
    private String head = "";
    private String loweredHead = "";
    private int bodyAt;
    private boolean complete;

    /// Forgets the answer, for the next.
    public void clear() {
        received.reset();
        head = "";
        loweredHead = "";
        complete = false;
    }

    /// Takes more bytes. Returns whether the answer is complete.
    public boolean add(byte[] bytes, int from, int length) throws ProtocolFault {
        received.write(bytes, from, length);
        if (received.size() > MAX_BYTES) {
            throw new ProtocolFault("The server answered a request with more than " + MAX_BYTES + " bytes.");
        }
        byte[] all = received.toByteArray();
        if (head.isEmpty()) {
            int end = indexOf(all, HEAD_END);
            if (end < 0) {
                return false;
            }
            head = new String(all, 0, end, StandardCharsets.ISO_8859_1) + "\r\n";
            loweredHead = head.toLowerCase(Locale.ROOT);
            bodyAt = end + HEAD_END.length;
        }
        complete = bodyIsComplete(all);
        return complete;
    }

    /// The connection ended. Returns whether that completes the answer.
    public boolean end() {
        complete |= !head.isEmpty() && header("content-length").isEmpty() && !chunked();
        return complete;
    }

    /// Whether nothing of it has come yet.
    public boolean isEmpty() {
        return received.size() == 0;
    }

    public int status() throws ProtocolFault {
        String line = head.substring(0, head.indexOf("\r\n"));
        if (!line.matches("HTTP/1\\.[01] [1-5][0-9]{2}.*")) {
            throw new ProtocolFault("The server answered a request with no HTTP/1.1: " + line);
        }
        return Integer.parseInt(line, 9, 12, 10);
    }

    public String body() {
        return new String(received.toByteArray(), StandardCharsets.UTF_8).substring(bodyAt).strip();
    }

    /// Whether the connection may be used again.
    public boolean keepsAlive() {
        return head.startsWith("HTTP/1.1") && !header("connection").contains("close")
                && (chunked() || !header("content-length").isEmpty());
    }

    private boolean bodyIsComplete(byte[] all) throws ProtocolFault {
        if (chunked()) {
            return chunksAreComplete(all);
        }
        String length = header("content-length");
        if (length.isEmpty()) {
            return false;
        }
        if (!length.matches("[0-9]{1,7}")) {
            throw new ProtocolFault("The server answered a request with Content-Length " + length + ".");
        }
        return all.length - bodyAt >= Integer.parseInt(length);
    }

    private boolean chunksAreComplete(byte[] all) throws ProtocolFault {
        int at = bodyAt;
        while (true) {
            int line = at;
            while (line < all.length && all[line] != '\n') {
                line++;
            }
            if (line >= all.length) {
                return false;
            }
            String size = new String(all, at, line - at, StandardCharsets.ISO_8859_1).strip();
            if (!size.matches("[0-9a-fA-F]{1,6}(;.*)?")) {
                throw new ProtocolFault("The server answered a request with a chunk of size " + size + ".");
            }
            int bytes = Integer.parseInt(size.split(";", 2)[0], 16);
            at = line + 1 + bytes + 2;
            if (bytes == 0) {
                return at <= all.length;
            }
        }
    }

    private boolean chunked() {
        return header("transfer-encoding").contains("chunked");
    }

    /// A header, in lower case; empty if it is not there.
    private String header(String name) {
        int at = loweredHead.indexOf("\r\n" + name + ":");
        if (at < 0) {
            return "";
        }
        int value = at + name.length() + 3;
        return loweredHead.substring(value, head.indexOf("\r\n", value)).strip();
    }

    private static int indexOf(byte[] bytes, byte[] wanted) {
        for (int at = 0; at + wanted.length <= bytes.length; at++) {
            if (Arrays.equals(bytes, at, at + wanted.length, wanted, 0, wanted.length)) {
                return at;
            }
        }
        return -1;
    }
}
