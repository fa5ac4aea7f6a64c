package dev.anemone.model;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.cert.CertificateFactory;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A public key that verifies an app's access tokens: RSA of 2,048 to 16,384 bits, EC on P-256, P-384 or P-521, Ed25519 or
/// Ed448. Equal if the keys are, however they were written.
public final class TokenPublicKey {
    private static final Pattern BLOCK = Pattern
            .compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");
    private static final String PUBLIC_KEY = "PUBLIC KEY";
    private static final String CERTIFICATE = "CERTIFICATE";
    private static final int MIN_RSA_BITS = 2_048;
    private static final int MAX_RSA_BITS = 16_384;
    private static final Set<Integer> EC_BITS = Set.of(256, 384, 521);
    private static final int PEM_LINE = 64;

    private final PublicKey key;

    private TokenPublicKey(PublicKey key) {
        this.key = key;
    }

    /// The key of a PEM text (RFC 7468): `PUBLIC KEY` (§13), or the one in a `CERTIFICATE` (§5), whose validity is not
    /// looked at.
    ///
    /// @throws IllegalArgumentException if it is neither, or no key that we verify with; does not quote it
    public static TokenPublicKey ofPem(String pem) {
        Matcher block = BLOCK.matcher(pem);
        if (!block.find()) {
            throw new IllegalArgumentException("expected a PEM block, -----BEGIN PUBLIC KEY-----");
        }
        String label = block.group(1);
        if (label.endsWith("PRIVATE KEY")) {
            throw new IllegalArgumentException(
                    "expected a public key, got a private one: keep that where tokens are made");
        }
        if (!label.equals(PUBLIC_KEY) && !label.equals(CERTIFICATE)) {
            throw new IllegalArgumentException("expected PUBLIC KEY or CERTIFICATE in PEM, got " + label);
        }
        PublicKey key;
        try {
            byte[] der = Base64.getMimeDecoder().decode(block.group(2));
            key = label.equals(PUBLIC_KEY)
                    ? decoded(der)
                    : CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(der))
                            .getPublicKey();
        } catch (GeneralSecurityException | IllegalArgumentException unreadable) {
            throw new IllegalArgumentException("expected a key of RSA, EC, Ed25519 or Ed448 in PEM", unreadable);
        }
        return of(key);
    }

    /// A key to verify with.
    ///
    /// @throws IllegalArgumentException if it is of a kind or size that we do not verify with
    public static TokenPublicKey of(PublicKey key) {
        boolean fit = switch (key) {
            case RSAPublicKey rsa -> {
                int bits = rsa.getModulus().bitLength();
                yield bits >= MIN_RSA_BITS && bits <= MAX_RSA_BITS;
            }
            case ECPublicKey ec -> EC_BITS.contains(ec.getParams().getCurve().getField().getFieldSize())
                    && ec.getParams().getCofactor() == 1;
            case EdECPublicKey _ -> true;
            default -> false;
        };
        if (!fit) {
            throw new IllegalArgumentException("expected RSA of " + MIN_RSA_BITS + " to " + MAX_RSA_BITS
                    + " bits, EC on P-256, P-384 or P-521, Ed25519 or Ed448");
        }
        return new TokenPublicKey(key);
    }

    /// The encoding does not say what reads it.
    private static PublicKey decoded(byte[] der) throws GeneralSecurityException {
        var encoded = new X509EncodedKeySpec(der);
        for (String algorithm : new String[]{"RSA", "EC", "EdDSA"}) {
            try {
                return KeyFactory.getInstance(algorithm).generatePublic(encoded);
            } catch (InvalidKeySpecException _) { // The next may read it.
            }
        }
        throw new InvalidKeySpecException("of no kind that we know");
    }

    /// The key itself.
    public PublicKey key() {
        return key;
    }

    /// The key as `PUBLIC KEY` in PEM.
    public String pem() {
        String base64 = Base64.getMimeEncoder(PEM_LINE, "\n".getBytes(StandardCharsets.US_ASCII))
                .encodeToString(key.getEncoded());
        return "-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n";
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof TokenPublicKey that && key.equals(that.key);
    }

    @Override
    public int hashCode() {
        return key.hashCode();
    }

    @Override
    public String toString() {
        return "TokenPublicKey[" + key.getAlgorithm() + "]";
    }
}
