package dev.anemone.auth;

import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.EdECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.util.Arrays;
import java.util.Optional;

/// The algorithms by which tokens may be signed (RFC 7518 §3.1, RFC 8037 §3.1), and the kind of key that each verifies with.
/// A key of another kind is never tried, so that what is public cannot be taken for a shared secret.
enum TokenAlgorithm {
    HS256(256), HS384(384), HS512(512), RS256, RS384, RS512, PS256, PS384, PS512, ES256(256), ES384(384), ES512(
            521), EDDSA(0);

    private final int bits;

    TokenAlgorithm() {
        this(0);
    }

    /// @param bits the fewest of a shared key, or those of the curve
    TokenAlgorithm(int bits) {
        this.bits = bits;
    }

    /// The algorithm that a token's header names, letter by letter.
    static Optional<TokenAlgorithm> of(String name) {
        return Arrays.stream(values()).filter(algorithm -> algorithm.wireName().equals(name)).findFirst();
    }

    String wireName() {
        return this == EDDSA ? "EdDSA" : name();
    }

    /// Whether both sides have the same key.
    boolean symmetric() {
        return switch (this) {
            case HS256, HS384, HS512 -> true;
            case RS256, RS384, RS512, PS256, PS384, PS512, ES256, ES384, ES512, EDDSA -> false;
        };
    }

    /// Whether a shared key of so many bytes is long enough (RFC 7518 §3.2).
    boolean fits(int keyBytes) {
        return symmetric() && keyBytes * Byte.SIZE >= bits;
    }

    /// Whether it verifies with a key of this kind.
    boolean fits(PublicKey key) {
        return switch (this) {
            case HS256, HS384, HS512 -> false;
            case RS256, RS384, RS512, PS256, PS384, PS512 -> key instanceof RSAPublicKey;
            case ES256, ES384, ES512 -> key instanceof ECPublicKey ec
                    && ec.getParams().getCurve().getField().getFieldSize() == bits;
            case EDDSA -> key instanceof EdECPublicKey;
        };
    }
}
