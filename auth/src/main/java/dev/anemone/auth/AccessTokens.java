package dev.anemone.auth;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.anemone.auth.TokenVerdict.Accepted;
import dev.anemone.auth.TokenVerdict.Refused;
import dev.anemone.model.TokenPublicKey;
import dev.anemone.model.TokenTrust;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.ExpiredJwtException;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.JwtParser;
import io.jsonwebtoken.JwtParserBuilder;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.PrematureJwtException;
import io.jsonwebtoken.io.Deserializer;
import io.jsonwebtoken.jackson.io.JacksonDeserializer;
import io.jsonwebtoken.security.SignatureException;
import java.nio.charset.StandardCharsets;
import java.security.Key;
import java.security.PublicKey;
import java.time.Duration;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// Verifies access tokens: the JWTs (RFC 7519) that a customer's backend or identity provider gives its users, signed with
/// a key that its app trusts. Thread-safe.
///
/// Strict where the RFCs leave room. Accepted are HS256 to HS512, each with keys no shorter than its digest (RFC 7518
/// §3.2), and RS, PS, ES and EdDSA with public keys of just that kind. `exp` must be there; `nbf` and `iat` must not be in
/// the future; `iss` and `aud` must be the app's if it names any. Tokens that are unsigned, encrypted, compressed or longer
/// than [#MAX_LENGTH] are refused before a key is touched.
public final class AccessTokens {
    /// The longest token that is looked into, in characters.
    public static final int MAX_LENGTH = 8_192;

    /// A name twice in an object would let two readers see two tokens. Numbers keep their digits, so that `user_info`
    /// reaches clients as it was issued.
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();
    private static final Deserializer<Map<String, ?>> CLAIMS_READER = new JacksonDeserializer<>(JSON);

    /// A parser takes longer to make than a token to parse.
    private static final int MAX_PARSERS = 1_000;

    private record Maker(TokenAlgorithm algorithm, Key key) {}

    private final Map<Maker, JwtParser> parsers = new ConcurrentHashMap<>();
    private final InstantSource clock;
    private final Duration leeway;

    /// A verifier that lives by `clock`.
    ///
    /// @param leeway how far the clock of whoever issues tokens may be from ours, either way; in whole seconds, the rest is cut off
    public AccessTokens(InstantSource clock, Duration leeway) {
        this.clock = clock;
        this.leeway = leeway.truncatedTo(ChronoUnit.SECONDS);
    }

    /// How far another clock may be from ours; whole seconds.
    public Duration leeway() {
        return leeway;
    }

    /// What a token asks for before it can be verified.
    ///
    /// @param keyId the published key that it names
    public record Wanted(Optional<String> keyId) {}

    /// What a token wants of the keys that are published; empty if it wants none, or is refused without.
    public static Optional<Wanted> wanted(String token) {
        return token.length() > MAX_LENGTH
                ? Optional.empty()
                : TokenHeader.read(token, JSON)
                        .filter(header -> !header.compressed())
                        .filter(header -> TokenAlgorithm.of(header.algorithm()).filter(known -> !known.symmetric())
                                .isPresent())
                        .map(header -> new Wanted(header.keyId()));
    }

    /// Whether a key that `trust` names made `token`, and what it says. Any text gives a verdict.
    ///
    /// @param trust of one app: a token is worth nothing to any other
    /// @param published what is published at the place that `trust` names; those that the token cannot mean are passed over
    public TokenVerdict verify(String token, TokenTrust trust, List<PublishedKey> published) {
        if (token.length() > MAX_LENGTH) {
            return new Refused(TokenRefusal.TOO_LONG);
        }
        TokenHeader header = TokenHeader.read(token, JSON).orElse(null);
        if (header == null) {
            return new Refused(TokenRefusal.MALFORMED);
        }
        if (header.compressed()) {
            return new Refused(TokenRefusal.COMPRESSED);
        }
        if (header.algorithm().equalsIgnoreCase("none")) {
            return new Refused(TokenRefusal.UNSIGNED);
        }
        TokenAlgorithm algorithm = TokenAlgorithm.of(header.algorithm()).orElse(null);
        return algorithm == null
                ? new Refused(TokenRefusal.UNKNOWN_ALGORITHM)
                : verify(token, algorithm, trust, keys(header, algorithm, trust, published));
    }

    /// The keys that may have made a token. Of shared and of configured ones it does not say which it was.
    private static List<Key> keys(TokenHeader header, TokenAlgorithm algorithm, TokenTrust trust,
            List<PublishedKey> published) {
        if (algorithm.symmetric()) {
            return trust.sharedKeys().stream().map(key -> key.secret().getBytes(StandardCharsets.UTF_8))
                    .filter(secret -> algorithm.fits(secret.length))
                    .<Key>map(secret -> new SecretKeySpec(secret, "HmacSHA" + algorithm.wireName().substring(2)))
                    .toList();
        }
        Stream<TokenPublicKey> fromProvider = published.stream()
                .filter(key -> key.mayBe(header.keyId()))
                .filter(key -> key.algorithm().isEmpty() || key.algorithm().get().equals(algorithm.wireName()))
                .map(PublishedKey::key);
        return Stream.concat(trust.publicKeys().stream(), fromProvider).<Key>map(TokenPublicKey::key)
                .filter(key -> algorithm.fits((PublicKey) key))
                .distinct()
                .toList();
    }

    /// Tries key after key.
    private TokenVerdict verify(String token, TokenAlgorithm algorithm, TokenTrust trust, List<Key> keys) {
        var reason = TokenRefusal.NO_KEY;
        for (Key key : keys) {
            try {
                return accept(parser(algorithm, key).parseSignedClaims(token).getPayload(), trust);
            } catch (SignatureException _) {
                reason = TokenRefusal.BAD_SIGNATURE; // The next key may be the one.
            } catch (ExpiredJwtException _) {
                return new Refused(TokenRefusal.EXPIRED);
            } catch (PrematureJwtException _) {
                return new Refused(TokenRefusal.NOT_YET_VALID);
            } catch (MalformedClaimException e) {
                return new Refused(TokenRefusal.MALFORMED_CLAIM, e.detail());
            } catch (JwtException | IllegalArgumentException _) {
                return new Refused(TokenRefusal.MALFORMED);
            }
        }
        return new Refused(reason);
    }

    /// Verifies the signature, then `exp` and `nbf`.
    private JwtParser parser(TokenAlgorithm algorithm, Key key) {
        if (parsers.size() >= MAX_PARSERS) {
            parsers.clear(); // Keys come and go; those in use are soon back.
        }
        return parsers.computeIfAbsent(new Maker(algorithm, key), this::parser);
    }

    /// The parser knows the one algorithm we chose the key for and no compression, so it cannot be talked into another by a
    /// header that it reads differently.
    @SuppressWarnings("JavaUtilDate") // The library's clock.
    private JwtParser parser(Maker maker) {
        JwtParserBuilder parser = Jwts.parser()
                .json(CLAIMS_READER)
                .sig().clear().add(Jwts.SIG.get().forKey(maker.algorithm().wireName())).and()
                .zip().clear().and()
                .clock(() -> Date.from(clock.instant()))
                .clockSkewSeconds(leeway.toSeconds());
        return switch (maker.key()) {
            case SecretKey shared -> parser.verifyWith(shared).build();
            case PublicKey published -> parser.verifyWith(published).build();
            default -> throw new IllegalStateException("No key to verify with: " + maker.key().getAlgorithm());
        };
    }

    /// What the library leaves open: it takes a token without `exp`, and one issued in the future.
    @SuppressWarnings("JavaUtilDate")
    private TokenVerdict accept(Claims claims, TokenTrust trust) {
        Date expiration = claims.getExpiration();
        if (expiration == null) {
            return new Refused(TokenRefusal.NO_EXPIRY);
        }
        Date issuedAt = claims.getIssuedAt();
        if (issuedAt != null && issuedAt.toInstant().isAfter(clock.instant().plus(leeway))) {
            return new Refused(TokenRefusal.NOT_YET_VALID);
        }
        if (trust.issuer().filter(issuer -> !issuer.equals(claims.getIssuer())).isPresent()) {
            return new Refused(TokenRefusal.WRONG_ISSUER);
        }
        Set<String> audience = Objects.requireNonNullElse(claims.getAudience(), Set.of());
        if (trust.audience().filter(expected -> !audience.contains(expected)).isPresent()) {
            return new Refused(TokenRefusal.WRONG_AUDIENCE);
        }
        return new Accepted(AccessClaims.of(claims, Optional.ofNullable(issuedAt).map(Date::toInstant),
                expiration.toInstant()));
    }
}
