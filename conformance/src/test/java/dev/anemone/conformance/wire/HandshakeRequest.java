package dev.anemone.conformance.wire;

import java.util.LinkedHashMap;
import java.util.Map;

/// An opening handshake (RFC 6455 §4.1), complete unless a test takes something away.
public record HandshakeRequest(String method, String target, String version, Map<String, String> headers) {
    /// The nonce of RFC 6455 §1.3 and the answer to it.
    public static final String SAMPLE_KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    public static final String SAMPLE_ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    public HandshakeRequest {
        headers = new LinkedHashMap<>(headers); // The order is part of what is sent.
    }

    /// A handshake for `target`, a path and query as they stand.
    public static HandshakeRequest to(String target) {
        var headers = new LinkedHashMap<String, String>();
        headers.put("Upgrade", "websocket");
        headers.put("Connection", "Upgrade");
        headers.put("Sec-WebSocket-Key", SAMPLE_KEY);
        headers.put("Sec-WebSocket-Version", "13");
        return new HandshakeRequest("GET", target, "HTTP/1.1", headers);
    }

    public HandshakeRequest with(String header, String value) {
        var changed = new LinkedHashMap<>(headers);
        changed.put(header, value);
        return new HandshakeRequest(method, target, version, changed);
    }

    public HandshakeRequest without(String header) {
        var changed = new LinkedHashMap<>(headers);
        changed.remove(header);
        return new HandshakeRequest(method, target, version, changed);
    }

    public HandshakeRequest withMethod(String other) {
        return new HandshakeRequest(other, target, version, headers);
    }

    public HandshakeRequest withHttpVersion(String other) {
        return new HandshakeRequest(method, target, other, headers);
    }

    public Bytes bytes(Endpoint endpoint) {
        var request = new StringBuilder(method + " " + target + " " + version + "\r\n");
        request.append("Host: ").append(endpoint.authority()).append("\r\n");
        headers.forEach((name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        return Bytes.utf8(request.append("\r\n").toString());
    }
}
