package dev.anemone.auth;

import dev.anemone.model.TokenPublicKey;
import java.util.Optional;

/// A key that an identity provider publishes (RFC 7517 §4).
///
/// @param id `kid`, by which tokens name it
/// @param algorithm `alg`: the only one it is for
/// @param key the key itself
public record PublishedKey(Optional<String> id, Optional<String> algorithm, TokenPublicKey key) {
    /// Whether a token that names, or does not name, its key may mean this one.
    public boolean mayBe(Optional<String> keyId) {
        return keyId.isEmpty() || keyId.equals(id);
    }
}
