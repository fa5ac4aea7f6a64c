package dev.anemone.conformance.pusher;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// What a customer's server knows of its app, and the signatures it makes with it (Pusher docs, "Generating
/// authentication and authorization strings").
public record Credentials(String appId, String key, String secret) {
    /// Reads `id:key:secret`.
    public static Credentials parse(String text) {
        String[] parts = text.split(":", -1);
        if (parts.length != 3) {
            throw new IllegalArgumentException("Expected id:key:secret, got " + text);
        }
        return new Credentials(parts[0], parts[1], parts[2]);
    }

    /// Admits a connection to a private channel.
    public String auth(String socketId, String channel) {
        return key + ":" + sign(socketId + ":" + channel);
    }

    /// Admits a connection to a channel as whom `channelData` says.
    public String auth(String socketId, String channel, String channelData) {
        return key + ":" + sign(socketId + ":" + channel + ":" + channelData);
    }

    /// Signs a connection in as whom `userData` says.
    public String userAuth(String socketId, String userData) {
        return key + ":" + sign(socketId + "::user::" + userData);
    }

    /// HMAC-SHA256 in lower-case hex.
    public String sign(String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// MD5 in lower-case hex, as `body_md5` wants it.
    public static String md5(byte[] body) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
