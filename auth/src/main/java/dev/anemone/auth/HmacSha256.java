package dev.anemone.auth;

import dev.anemone.model.Credential;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// HMAC-SHA256 in lower-case hex, the one signature of Pusher's protocol. Thread-safe.
final class HmacSha256 {
    private static final String ALGORITHM = "HmacSHA256";
    private static final HexFormat HEX = HexFormat.of();

    /// How many credentials one thread keeps an instance for; beyond, it begins anew.
    static final int MAX_KEPT = 256;

    /// Instances of each platform thread, keyed and ready: making one costs a provider lookup, keying it garbage.
    private static final ThreadLocal<Map<Credential, Mac>> KEPT = ThreadLocal.withInitial(HashMap::new);

    private HmacSha256() {}

    static String hex(Credential credential, byte[] message) {
        return HEX.formatHex(mac(credential).doFinal(message)); // Which leaves it keyed as it was.
    }

    static String hex(Credential credential, String message) {
        return hex(credential, message.getBytes(StandardCharsets.UTF_8));
    }

    /// Compares in a time that tells nothing about where two signatures differ. Case-sensitive: every SDK signs in lower
    /// case.
    static boolean matches(String expected, String got) {
        return MessageDigest.isEqual(expected.getBytes(StandardCharsets.UTF_8), got.getBytes(StandardCharsets.UTF_8));
    }

    private static Mac mac(Credential credential) {
        if (Thread.currentThread().isVirtual()) {
            return keyed(credential);
        }
        Map<Credential, Mac> kept = KEPT.get();
        Mac mac = kept.get(credential);
        if (mac == null) {
            if (kept.size() == MAX_KEPT) {
                kept.clear();
            }
            mac = keyed(credential);
            kept.put(credential, mac);
        }
        return mac;
    }

    private static Mac keyed(Credential credential) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(credential.secret().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            return mac;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("This Java runtime has no " + ALGORITHM + " with a key of key "
                    + credential.key(), e);
        }
    }
}
