package dev.anemone.auth;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
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

    /// A token of a private key.
    ///
    /// @param algorithm how it is really signed, e.g. `ES256` (RFC 7518 §3.1, RFC 8037 §3.1), whatever the header says
    public static String signed(String algorithm, PrivateKey key, String header, String claims) {
        String input = base64(header) + "." + base64(claims);
        try {
            Signature signer = signature(algorithm);
            signer.initSign(key);
            signer.update(bytes(input));
            return input + "." + base64(signer.sign());
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private static Signature signature(String algorithm) throws GeneralSecurityException {
        String bits = algorithm.substring(2);
        return switch (algorithm.substring(0, 2)) {
            case "RS" -> Signature.getInstance("SHA" + bits + "withRSA");
            case "ES" -> Signature.getInstance("SHA" + bits + "withECDSAinP1363Format");
            case "PS" -> {
                Signature signer = Signature.getInstance("RSASSA-PSS");
                signer.setParameter(new PSSParameterSpec("SHA-" + bits, "MGF1",
                        new MGF1ParameterSpec("SHA-" + bits), Integer.parseInt(bits) / Byte.SIZE, 1));
                yield signer;
            }
            default -> Signature.getInstance(algorithm);
        };
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
