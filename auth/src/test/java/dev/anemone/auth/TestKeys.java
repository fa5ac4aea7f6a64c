package dev.anemone.auth;

import dev.anemone.model.TokenPublicKey;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// Key pairs, new in each run, and what an identity provider publishes of them, written by RFC 7518 §6 and RFC 8037 §2 alone.
public final class TestKeys {
    public static final KeyPair RSA = rsa(2_048);
    public static final KeyPair P256 = ec("secp256r1");
    public static final KeyPair OTHER_P256 = ec("secp256r1");
    public static final KeyPair P384 = ec("secp384r1");
    public static final KeyPair P521 = ec("secp521r1");
    public static final KeyPair ED25519 = pair("Ed25519");

    private TestKeys() {}

    static KeyPair rsa(int bits) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(bits);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static KeyPair ec(String curve) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec(curve));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    static KeyPair pair(String algorithm) {
        try {
            return KeyPairGenerator.getInstance(algorithm).generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    /// The pair that signs in an algorithm.
    public static KeyPair of(String algorithm) {
        return switch (algorithm) {
            case "ES256" -> P256;
            case "ES384" -> P384;
            case "ES512" -> P521;
            case "EdDSA" -> ED25519;
            default -> RSA;
        };
    }

    static PublishedKey published(String id, KeyPair pair) {
        return new PublishedKey(Optional.of(id), Optional.empty(), TokenPublicKey.of(pair.getPublic()));
    }

    /// A JWK Set of these keys.
    public static String set(String... jwks) {
        return "{\"keys\":[" + String.join(",", jwks) + "]}";
    }

    /// A JWK.
    public static String jwk(String id, KeyPair pair) {
        return jwk(pair.getPublic(), "\"kid\":\"" + id + "\"");
    }

    /// A JWK with these members beside those of the key.
    static String jwk(PublicKey key, String... more) {
        String members = switch (key) {
            case RSAPublicKey rsa -> "\"kty\":\"RSA\",\"n\":\"" + number(rsa.getModulus(), 0) + "\",\"e\":\""
                    + number(rsa.getPublicExponent(), 0) + '"';
            case ECPublicKey ec -> {
                int bits = ec.getParams().getCurve().getField().getFieldSize();
                int size = (bits + 7) / 8;
                yield "\"kty\":\"EC\",\"crv\":\"P-" + bits + "\",\"x\":\"" + number(ec.getW().getAffineX(), size)
                        + "\",\"y\":\"" + number(ec.getW().getAffineY(), size) + '"';
            }
            case EdECPublicKey ed -> {
                byte[] encoded = ed.getEncoded();
                byte[] point = Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
                yield "\"kty\":\"OKP\",\"crv\":\"Ed25519\",\"x\":\"" + TokenForge.base64(point) + '"';
            }
            default -> throw new AssertionError("No JWK for " + key.getAlgorithm());
        };
        return "{" + String.join(",", concat(members, more)) + "}";
    }

    private static List<String> concat(String first, String... more) {
        return Stream.concat(Stream.of(first), Arrays.stream(more)).toList();
    }

    /// @param size how many bytes it has to have; 0 for as few as will do
    private static String number(BigInteger value, int size) {
        byte[] signed = value.toByteArray();
        byte[] magnitude = signed[0] == 0 ? Arrays.copyOfRange(signed, 1, signed.length) : signed;
        byte[] padded = new byte[Math.max(size, magnitude.length)];
        System.arraycopy(magnitude, 0, padded, padded.length - magnitude.length, magnitude.length);
        return TokenForge.base64(padded);
    }
}
