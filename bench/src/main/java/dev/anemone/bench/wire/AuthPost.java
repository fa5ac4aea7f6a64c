package dev.anemone.bench.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Writes requests for the signature of one subscription, as pusher-js does. Confined to one thread.
public final class AuthPost {
    private final String head;
    private final String channel;
    private long sockets;

    /// @param authority host and port
    /// @param path the endpoint's
    /// @param token of the bearer
    public AuthPost(String authority, String path, String token, String channel) {
        this.head = "POST " + path + " HTTP/1.1\r\nHost: " + authority + "\r\nAuthorization: Bearer " + token
                + "\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ";
        this.channel = channel;
    }

    /// The request of a socket that has not asked yet, to be sent on a connection that stays.
    public ByteBuffer next() {
        String body = "socket_id=4711." + ++sockets + "&channel_name=" + channel;
        return ByteBuffer.wrap((head + body.length() + "\r\n\r\n" + body).getBytes(StandardCharsets.US_ASCII));
    }
}
