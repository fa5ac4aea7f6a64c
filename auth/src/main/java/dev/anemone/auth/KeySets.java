package dev.anemone.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.anemone.model.TokenPublicKey;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.io.Parser;
import io.jsonwebtoken.jackson.io.JacksonDeserializer;
import io.jsonwebtoken.security.Jwk;
import io.jsonwebtoken.security.Jwks;
import io.jsonwebtoken.security.PublicJwk;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Reads what identity providers publish: a JWK Set (RFC 7517 §5). The library's own reader of sets will not do: it takes two
/// keys of different names or uses for one, and refuses a set without keys, which is how the last one is withdrawn.
public final class KeySets {
    /// The most keys that a set may have.
    public static final int MAX_KEYS = 100;

    private static final JsonMapper JSON = JsonMapper.builder().enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Parser<Jwk<?>> KEYS = Jwks.parser().json(new JacksonDeserializer<>(JSON)).build();

    private KeySets() {}

    /// The keys of a set that tokens can be verified with. Passed over are keys for encryption, keys of other kinds or sizes,
    /// and shared and private ones: what is published is no secret.
    ///
    /// @throws IllegalArgumentException if it is no set, or has more than [#MAX_KEYS]
    public static List<PublishedKey> parse(byte[] json) {
        JsonNode set = set(new String(json, StandardCharsets.UTF_8));
        if (set.size() > MAX_KEYS) {
            throw new IllegalArgumentException("more than " + MAX_KEYS + " keys");
        }
        var keys = new ArrayList<PublishedKey>();
        for (JsonNode jwk : set) {
            if (!jwk.isObject()) {
                throw new IllegalArgumentException("no JWK Set");
            }
            if (verifies(jwk)) {
                key(jwk).ifPresent(keys::add);
            }
        }
        return List.copyOf(keys);
    }

    private static JsonNode set(String json) {
        JsonNode keys;
        try {
            keys = JSON.readTree(json).path("keys");
        } catch (JsonProcessingException unreadable) {
            throw new IllegalArgumentException("no JSON", unreadable);
        }
        if (!keys.isArray()) {
            throw new IllegalArgumentException("no JWK Set");
        }
        return keys;
    }

    /// Whether a key is meant for signatures (RFC 7517 §4.2, §4.3).
    private static boolean verifies(JsonNode jwk) {
        JsonNode use = jwk.path("use");
        JsonNode operations = jwk.path("key_ops");
        boolean operates = operations.isMissingNode();
        for (JsonNode operation : operations) {
            operates |= operation.asText().equals("verify");
        }
        return operates && (use.isMissingNode() || use.asText().equals("sig"));
    }

    /// The public key of a JWK; empty if it is of a kind or size that we do not verify with.
    private static Optional<PublishedKey> key(JsonNode jwk) {
        try {
            return KEYS.parse(jwk.toString()) instanceof PublicJwk<?> published
                    ? Optional.of(new PublishedKey(Optional.ofNullable(published.getId()),
                            Optional.ofNullable(published.getAlgorithm()), TokenPublicKey.of(published.toKey())))
                    : Optional.empty();
        } catch (JwtException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }
}
