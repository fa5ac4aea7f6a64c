package dev.anemone.model;

import java.nio.charset.StandardCharsets;

/// A shared key that verifies an app's access tokens (HMAC). Not the app secret: whoever mints tokens must not be able
/// to publish.
///
/// @param secret at least 32 bytes of UTF-8; never logged, never shown by [#toString]
public record TokenKey(String secret) {
    /// The shortest key, in bytes: 256 bits (RFC 7518 §3.2).
    public static final int MIN_BYTES = 32;

    public TokenKey {
        int bytes = secret.getBytes(StandardCharsets.UTF_8).length;
        if (bytes < MIN_BYTES) {
            throw new IllegalArgumentException(
                    "A token key needs at least " + MIN_BYTES + " bytes, got " + bytes
                            + ". Make one with: openssl rand -hex 32");
        }
    }

    @Override
    public String toString() {
        return "TokenKey[secret=…]";
    }
}
