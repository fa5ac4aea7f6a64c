package dev.anemone.server.tls;

import java.io.ByteArrayOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;

/// Reads private keys: PKCS #8 (RFC 5958), and the older forms of RSA (RFC 8017 §A.1.2) and elliptic curves (RFC 5915).
final class PrivateKeys {
    private static final byte[] VERSION_0 = {0x02, 0x01, 0x00};
    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;

    private PrivateKeys() {}

    /// Whether `block` is a private key of any form.
    static boolean isKey(Pem block) {
        return block.label().endsWith("PRIVATE KEY");
    }

    /// Whether it takes a password to read.
    static boolean isEncrypted(Pem block) {
        return block.label().equals("ENCRYPTED PRIVATE KEY") || block.headers().contains("ENCRYPTED");
    }

    /// The key in `block`, which is not encrypted.
    ///
    /// @param twin the public key it should belong to
    /// @throws InvalidKeySpecException if it is no key of the same kind
    static PrivateKey read(Pem block, PublicKey twin) throws GeneralSecurityException {
        String algorithm = twin.getAlgorithm();
        byte[] pkcs8 = switch (block.label()) {
            case "RSA PRIVATE KEY", "EC PRIVATE KEY" -> {
                if (!block.label().startsWith(algorithm)) {
                    throw new InvalidKeySpecException("expected a key for " + algorithm);
                }
                yield pkcs8(block.der(), twin);
            }
            default -> block.der();
        };
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
    }

    /// Whether what `key` signs is what `twin` verifies.
    static boolean match(PrivateKey key, PublicKey twin) throws GeneralSecurityException {
        Signature signature = Signature.getInstance(switch (key.getAlgorithm()) {
            case "RSA" -> "SHA256withRSA";
            case "EC" -> "SHA256withECDSA";
            default -> key.getAlgorithm();
        });
        byte[] text = twin.getEncoded();
        signature.initSign(key);
        signature.update(text);
        byte[] signed = signature.sign();
        signature.initVerify(twin);
        signature.update(text);
        return signature.verify(signed);
    }

    /// Older keys do not say what they are for, or which curve they are on; the public key does (RFC 5280 §4.1.2.7), in the
    /// form in which PKCS #8 wants it.
    private static byte[] pkcs8(byte[] older, PublicKey twin) {
        byte[] info = twin.getEncoded();
        int algorithm = contentStart(info, 0);
        int end = contentStart(info, algorithm) + contentLength(info, algorithm);
        var content = new ByteArrayOutputStream(older.length + 64);
        content.writeBytes(VERSION_0);
        content.write(info, algorithm, end - algorithm);
        content.writeBytes(tagged(OCTET_STRING, older));
        return tagged(SEQUENCE, content.toByteArray());
    }

    /// `content`, of less than 64 KB, behind its tag and its length in the shortest form (X.690 §10.1).
    private static byte[] tagged(int tag, byte[] content) {
        var der = new ByteArrayOutputStream(content.length + 4);
        der.write(tag);
        if (content.length > 0xFF) {
            der.write(0x82);
            der.write(content.length >> 8);
        } else if (content.length > 0x7F) {
            der.write(0x81);
        }
        der.write(content.length);
        der.writeBytes(content);
        return der.toByteArray();
    }

    private static int contentStart(byte[] der, int at) {
        return at + 2 + (der[at + 1] < 0 ? der[at + 1] & 0x7F : 0);
    }

    private static int contentLength(byte[] der, int at) {
        if (der[at + 1] >= 0) {
            return der[at + 1];
        }
        int length = 0;
        for (byte digit : Arrays.copyOfRange(der, at + 2, contentStart(der, at))) {
            length = (length << 8) | (digit & 0xFF);
        }
        return length;
    }
}
