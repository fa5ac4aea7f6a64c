package dev.anemone.conformance.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// What somebody makes tokens with: by the JDK alone, so that what no library would write can be made as well.
///
/// @param algorithm `alg` of RFC 7518 §3.1
/// @param id `kid`; `null` if tokens do not say which key made them
/// @param secret signs
/// @param published verifies; `null` for a shared key
public record SigningKey(String algorithm, @Nullable String id, Key secret, @Nullable PublicKey published) {
    private static final int COORDINATE_BYTES = 32;

    /// HMAC with a secret of 32 bytes or more.
    public static SigningKey hs256(String secret) {
        return hs256(secret.getBytes(UTF_8));
    }

    static SigningKey hs256(byte[] secret) {
        return new SigningKey("HS256", null, new SecretKeySpec(secret, "HmacSHA256"), null);
    }

    static SigningKey rs256(@Nullable String id) {
        return pair("RS256", id, "RSA");
    }

    static SigningKey es256(@Nullable String id) {
        return pair("ES256", id, "EC");
    }

    static SigningKey edDsa(@Nullable String id) {
        return pair("EdDSA", id, "Ed25519");
    }

    private static SigningKey pair(String algorithm, @Nullable String id, String kind) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance(kind);
            if (kind.equals("EC")) {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            }
            KeyPair pair = generator.generateKeyPair();
            return new SigningKey(algorithm, id, pair.getPrivate(), pair.getPublic());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The same under another name.
    SigningKey named(String other) {
        return new SigningKey(algorithm, other, secret, published);
    }

    /// A signature as RFC 7518 §3 has it.
    byte[] sign(byte[] content) {
        try {
            if (secret instanceof SecretKey shared) {
                Mac mac = Mac.getInstance("HmacSHA256");
                mac.init(shared);
                return mac.doFinal(content);
            }
            Signature signer = Signature.getInstance(switch (algorithm) {
                case "RS256" -> "SHA256withRSA";
                case "ES256" -> "SHA256withECDSAinP1363Format";
                case "EdDSA" -> "Ed25519";
                default -> throw new IllegalStateException(algorithm);
            });
            signer.initSign((PrivateKey) secret);
            signer.update(content);
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// What others may know of it.
    PublicKey publicKey() {
        if (published == null) {
            throw new IllegalStateException("A shared key is for nobody else");
        }
        return published;
    }

    /// RFC 7517 §4, RFC 7518 §6 and RFC 8037 §2.
    Map<String, Object> jwk() {
        var jwk = new LinkedHashMap<String, Object>();
        if (id != null) {
            jwk.put("kid", id);
        }
        jwk.put("use", "sig");
        jwk.put("alg", algorithm);
        switch (publicKey()) {
            case RSAPublicKey rsa -> {
                jwk.put("kty", "RSA");
                jwk.put("n", base64(unsigned(rsa.getModulus(), (rsa.getModulus().bitLength() + 7) / 8)));
                jwk.put("e", base64(rsa.getPublicExponent().toByteArray()));
            }
            case ECPublicKey ec -> {
                jwk.put("kty", "EC");
                jwk.put("crv", "P-256");
                jwk.put("x", base64(unsigned(ec.getW().getAffineX(), COORDINATE_BYTES)));
                jwk.put("y", base64(unsigned(ec.getW().getAffineY(), COORDINATE_BYTES)));
            }
            default -> {
                byte[] encoded = publicKey().getEncoded(); // RFC 8410 §4: the key is the end of it.
                jwk.put("kty", "OKP");
                jwk.put("crv", "Ed25519");
                jwk.put("x", base64(Arrays.copyOfRange(encoded, encoded.length - COORDINATE_BYTES, encoded.length)));
            }
        }
        return jwk;
    }

    /// RFC 7468 §13.
    String pem() {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, "\n".getBytes(UTF_8)).encodeToString(publicKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }

    private static byte[] unsigned(BigInteger number, int length) {
        byte[] bytes = number.toByteArray();
        byte[] padded = new byte[length];
        int kept = Math.min(bytes.length, length);
        System.arraycopy(bytes, bytes.length - kept, padded, length - kept, kept);
        return padded;
    }
}
