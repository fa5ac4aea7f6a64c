package dev.anemone.bench.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Locale;
import java.util.random.RandomGenerator;

/// A client's opening handshake (RFC 6455, 4.1).
///
/// @param key what the server must prove to have read
public record Upgrade(String key) {
    private static final String GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    /// An opening with a key of its own.
    public static Upgrade random(RandomGenerator random) {
        byte[] nonce = new byte[16];
        random.nextBytes(nonce);
        return new Upgrade(Base64.getEncoder().encodeToString(nonce));
    }

    /// The request.
    ///
    /// @param target path and query
    /// @param deflate whether to offer compression without context takeover on either side
    public byte[] request(String target, String authority, boolean deflate) {
        return ("GET " + target + " HTTP/1.1\r\nHost: " + authority
                + "\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: " + key
                + "\r\nSec-WebSocket-Version: 13\r\n"
                + (deflate
                        ? "Sec-WebSocket-Extensions: permessage-deflate; server_no_context_takeover; client_no_context_takeover\r\n"
                        : "")
                + "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /// Reads the answer.
    ///
    /// @param head status line and headers
    /// @return whether compression was agreed on
    public boolean accepted(String head, boolean deflateOffered) throws ProtocolFault {
        String status = head.lines().findFirst().orElse("");
        if (!status.startsWith("HTTP/1.1 101")) {
            throw new ProtocolFault("The server refused a connection: " + status + ".");
        }
        if (!accept().equals(header(head, "sec-websocket-accept"))) {
            throw new ProtocolFault("The server's Sec-WebSocket-Accept does not answer the key that was sent.");
        }
        String extensions = header(head, "sec-websocket-extensions").toLowerCase(Locale.ROOT);
        if (extensions.isEmpty()) {
            return false;
        }
        if (!deflateOffered || !extensions.startsWith("permessage-deflate")
                || !extensions.contains("server_no_context_takeover")) {
            throw new ProtocolFault("The server chose extensions that were not offered: " + extensions + ".");
        }
        return true;
    }

    private String accept() {
        try {
            return Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-1")
                    .digest((key + GUID).getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-1", e);
        }
    }

    private static String header(String head, String name) {
        return head.lines()
                .skip(1)
                .filter(line -> line.regionMatches(true, 0, name + ":", 0, name.length() + 1))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }
}
