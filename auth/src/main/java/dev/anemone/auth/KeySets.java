package dev.anemone.auth;

import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.anemone.model.TokenPublicKey;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.jackson.io.JacksonDeserializer;
import io.jsonwebtoken.security.Jwk;
import io.jsonwebtoken.security.Jwks;
import io.jsonwebtoken.security.PublicJwk;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads what identity providers publish: a JWK Set (RFC 7517 §5).
public final class KeySets {
    /// The most keys that are taken from a set.
    public static final int MAX_KEYS = 100;

    private static final JsonMapper JSON = new JsonMapper();

    private KeySets() {}

    /// The keys of a set that tokens can be verified with. Passed over are keys for encryption, keys of other kinds or sizes,
    /// and shared ones: what is published is no secret.
    ///
    /// @throws IllegalArgumentException if it is no set, or has more than [#MAX_KEYS]
    public static List<PublishedKey> parse(byte[] json) {
        try {
            var set = Jwks.setParser().json(new JacksonDeserializer<>(JSON)).build()
                    .parse(new String(json, StandardCharsets.UTF_8));
            if (set.getKeys().size() > MAX_KEYS) {
                throw new IllegalArgumentException("more than " + MAX_KEYS + " keys");
            }
            var keys = new ArrayList<PublishedKey>();
            for (Jwk<?> jwk : set) {
                Object use = jwk.get("use");
                if (jwk instanceof PublicJwk<?> published && (use == null || use.equals("sig"))) {
                    key(published).ifPresent(keys::add);
                }
            }
            return List.copyOf(keys);
        } catch (JwtException unreadable) {
            throw new IllegalArgumentException("no JWK Set", unreadable);
        }
    }

    private static Optional<PublishedKey> key(PublicJwk<?> jwk) {
        try {
            return Optional.of(new PublishedKey(Optional.ofNullable(jwk.getId()),
                    Optional.ofNullable(jwk.getAlgorithm()), TokenPublicKey.of(jwk.toKey())));
        } catch (IllegalArgumentException _) { // A kind or size that we do not verify with.
            return Optional.empty();
        }
    }
}
