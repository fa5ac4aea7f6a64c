package dev.anemone.bench.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// Writes signed POST requests (Pusher docs, "HTTP API reference", "Authentication"). Confined to one thread.
public final class SignedPost {
    private final String authority;
    private final String appPath;
    private final String key;
    private final Hmac hmac;
    private final MessageDigest md5;

    /// @param authority host and port
    /// @param appPath the app's resource: `/apps/{app_id}`, behind the server's path prefix if it has one
    public SignedPost(String authority, String appPath, String key, String secret) {
        this.authority = authority;
        this.appPath = appPath;
        this.key = key;
        this.hmac = new Hmac(secret);
        try {
            this.md5 = MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has MD5", e);
        }
    }

    /// The request, to be sent on a connection that stays.
    ///
    /// @param resource below that of the app, e.g. `/events`
    /// @param epochSeconds the time that is signed
    public ByteBuffer request(String resource, byte[] body, int length, long epochSeconds) {
        byte[] head = ("POST " + target(resource, body, length, epochSeconds) + " HTTP/1.1\r\nHost: " + authority
                + "\r\nContent-Type: application/json\r\nContent-Length: " + length + "\r\n\r\n")
                .getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(head.length + length).put(head).put(body, 0, length).flip();
    }

    String target(String resource, byte[] body, int length, long epochSeconds) {
        md5.update(body, 0, length);
        String path = appPath + resource;
        String query = "auth_key=" + key + "&auth_timestamp=" + epochSeconds + "&auth_version=1.0&body_md5="
                + HexFormat.of().formatHex(md5.digest());
        return path + "?" + query + "&auth_signature=" + hmac.hex("POST\n" + path + "\n" + query);
    }
}
