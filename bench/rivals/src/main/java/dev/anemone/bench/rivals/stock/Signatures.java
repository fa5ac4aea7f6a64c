package dev.anemone.bench.rivals.stock;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Whether a request is signed as the Pusher HTTP API says under "Authentication". Thread-safe.
///
/// @param clock against which `auth_timestamp` may be 600 s off
record Signatures(String key, String secret, Clock clock) {
    private static final long MAX_SKEW_SECONDS = 600;

    /// @param parameters the query, decoded
    boolean allow(String method, String path, Map<String, String> parameters, byte[] body) {
        return key.equals(parameters.get("auth_key"))
                && fresh(parameters.getOrDefault("auth_timestamp", ""))
                && md5(body).equals(parameters.get("body_md5"))
                && MessageDigest.isEqual(
                        sign(method, path, parameters).getBytes(StandardCharsets.US_ASCII),
                        parameters.getOrDefault("auth_signature", "").getBytes(StandardCharsets.US_ASCII));
    }

    private boolean fresh(String timestamp) {
        try {
            return Math.abs(clock.instant().getEpochSecond() - Long.parseLong(timestamp)) <= MAX_SKEW_SECONDS;
        } catch (NumberFormatException _) {
            return false;
        }
    }

    /// The signature that the parameters should bear.
    String sign(String method, String path, Map<String, String> parameters) {
        var sorted = new TreeMap<>(parameters);
        sorted.remove("auth_signature");
        String query = sorted.entrySet().stream()
                .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
                .collect(Collectors.joining("&"));
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            return hex(mac.doFinal((method + "\n" + path + "\n" + query).getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String md5(byte[] body) {
        try {
            return hex(MessageDigest.getInstance("MD5").digest(body));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
