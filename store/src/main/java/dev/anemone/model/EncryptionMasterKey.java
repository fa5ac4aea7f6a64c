package dev.anemone.model;

import java.util.Arrays;
import java.util.Base64;

/// What the shared secrets of an app's encrypted channels are derived from (Pusher docs, "Encrypted channels"): 32 bytes that
/// the app's backend has as well. Whoever has it can read all of these channels.
public final class EncryptionMasterKey {
    /// How long it is.
    public static final int BYTES = 32;

    private final byte[] bytes;

    private EncryptionMasterKey(byte[] bytes) {
        this.bytes = bytes;
    }

    /// The key that the server libraries take as `encryptionMasterKeyBase64`.
    ///
    /// @throws IllegalArgumentException if it is not 32 bytes in Base64; does not quote it
    public static EncryptionMasterKey ofBase64(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException _) {
            throw new IllegalArgumentException("expected 32 bytes in Base64. Make some with: openssl rand -base64 32");
        }
        if (bytes.length != BYTES) {
            throw new IllegalArgumentException("expected 32 bytes in Base64, got " + bytes.length
                    + ". Make some with: openssl rand -base64 32");
        }
        return new EncryptionMasterKey(bytes);
    }

    /// A copy of the key.
    public byte[] bytes() {
        return bytes.clone();
    }

    /// The key as it is configured.
    public String base64() {
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof EncryptionMasterKey that && Arrays.equals(bytes, that.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return "EncryptionMasterKey[…]";
    }
}
