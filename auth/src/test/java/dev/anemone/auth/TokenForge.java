package dev.anemone.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Makes tokens out of any header and any claims, right or wrong, by RFC 7515 §3.1 alone: what the library under test
/// would never write can still be signed.
public final class TokenForge {
    private TokenForge() {}

    /// A token that every check accepts if the claims are right.
    public static String hs256(String secret, String claims) {
        return signed("HmacSHA256", secret, "{\"alg\":\"HS256\",\"typ\":\"JWT\"}", claims);
    }

    /// A token with any header.
    ///
    /// @param mac how it is really signed, e.g. `HmacSHA256`, whatever the header says
    public static String signed(String mac, String secret, String header, String claims) {
        return signed(mac, secret, bytes(header), bytes(claims));
    }

    static String signed(String mac, String secret, byte[] header, byte[] payload) {
        String input = base64(header) + "." + base64(payload);
        try {
            Mac signer = Mac.getInstance(mac);
            signer.init(new SecretKeySpec(bytes(secret), mac));
            return input + "." + base64(signer.doFinal(bytes(input)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static String base64(byte[] part) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(part);
    }

    static String base64(String part) {
        return base64(bytes(part));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
