package dev.anemone.auth;

import dev.anemone.model.Credential;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HMAC-SHA256 in lower-case hex, the one signature of Pusher's protocol. Thread-safe.
final class HmacSha256 {
    private static final String ALGORITHM = "HmacSHA256";
    private static final HexFormat HEX = HexFormat.of();

    /// One instance per platform thread: making one costs a provider lookup.
    private static final ThreadLocal<Mac> MAC = ThreadLocal.withInitial(HmacSha256::newMac);

    private HmacSha256() {}

    static String hex(Credential credential, byte[] message) {
        Mac mac = Thread.currentThread().isVirtual() ? newMac() : MAC.get();
        try {
            mac.init(new SecretKeySpec(credential.secret().getBytes(StandardCharsets.UTF_8), ALGORITHM));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA256 refused a key of key " + credential.key(), e);
        }
        return HEX.formatHex(mac.doFinal(message));
    }

    static String hex(Credential credential, String message) {
        return hex(credential, message.getBytes(StandardCharsets.UTF_8));
    }

    /// Compares in a time that tells nothing about where two signatures differ. Case-sensitive: every SDK signs in lower
    /// case.
    static boolean matches(String expected, String got) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), got.getBytes(StandardCharsets.UTF_8));
    }

    private static Mac newMac() {
        try {
            return Mac.getInstance(ALGORITHM);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime has no " + ALGORITHM, e);
        }
    }
}
