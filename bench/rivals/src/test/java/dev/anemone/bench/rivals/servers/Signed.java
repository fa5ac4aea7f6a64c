package dev.anemone.bench.rivals.servers;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Signs requests as the Pusher HTTP API reference says, apart from the code that checks it.
final class Signed {
    private Signed() {}

    /// Path and query of a request with this body.
    static String post(String path, String key, String secret, String body) {
        String query = "auth_key=" + key + "&auth_timestamp=" + Instant.now().getEpochSecond()
                + "&auth_version=1.0&body_md5=" + md5(body);
        return path + "?" + query + "&auth_signature=" + hmac(secret, "POST\n" + path + "\n" + query);
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hmac(String secret, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return HexFormat.of().formatHex(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
