package dev.anemone.auth;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.anemone.auth.TokenVerdict.Accepted;
import dev.anemone.auth.TokenVerdict.Refused;
import dev.anemone.model.TokenKey;
import io.jsonwebtoken.Claims;
import io.jsonwebtoken.ExpiredJwtException;
import io.jsonwebtoken.JwtException;
import io.jsonwebtoken.Jwts;
import io.jsonwebtoken.PrematureJwtException;
import io.jsonwebtoken.io.Deserializer;
import io.jsonwebtoken.jackson.io.JacksonDeserializer;
import io.jsonwebtoken.security.MacAlgorithm;
import io.jsonwebtoken.security.SignatureException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.Map;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Verifies access tokens: the JWTs (RFC 7519) that a customer's backend gives its users, signed with a [TokenKey] of
/// its app. Thread-safe.
///
/// Strict where the RFCs leave room. Accepted are HS256, HS384 and HS512, each with keys no shorter than its digest
/// (RFC 7518 §3.2). `exp` must be there; `nbf` and `iat` must not be in the future. Tokens that are unsigned,
/// encrypted, compressed or longer than [#MAX_LENGTH] are refused before a key is touched.
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

    private final InstantSource clock;
    private final Duration leeway;

    /// A verifier that lives by `clock`.
    ///
    /// @param leeway how far the clock of whoever issues tokens may be from ours, either way; in whole seconds, the rest is cut off
    public AccessTokens(InstantSource clock, Duration leeway) {
        this.clock = clock;
        this.leeway = leeway.truncatedTo(ChronoUnit.SECONDS);
    }

    /// Whether one of `keys` made `token`, and what it says. Any text gives a verdict.
    ///
    /// @param keys of one app: a token is worth nothing to any other
    public TokenVerdict verify(String token, List<TokenKey> keys) {
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
        MacAlgorithm algorithm = algorithm(header.algorithm());
        return algorithm == null
                ? new Refused(TokenRefusal.UNKNOWN_ALGORITHM)
                : verify(token, algorithm, keys);
    }

    private static @Nullable MacAlgorithm algorithm(String name) {
        return switch (name) {
            case "HS256" -> Jwts.SIG.HS256;
            case "HS384" -> Jwts.SIG.HS384;
            case "HS512" -> Jwts.SIG.HS512;
            default -> null;
        };
    }

    /// Tries key after key, since a token does not say which of an app's shared keys made it.
    private TokenVerdict verify(String token, MacAlgorithm algorithm, List<TokenKey> keys) {
        Instant now = clock.instant();
        var reason = TokenRefusal.NO_KEY;
        for (TokenKey key : keys) {
            byte[] secret = key.secret().getBytes(StandardCharsets.UTF_8);
            if (secret.length * Byte.SIZE < algorithm.getKeyBitLength()) {
                continue;
            }
            try {
                return accept(claims(token, algorithm, secret, now), now);
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

    /// Verifies the signature, then `exp` and `nbf`. The parser knows the one algorithm we chose the key for and no
    /// compression, so it cannot be talked into another by a header that it reads differently.
    @SuppressWarnings("JavaUtilDate") // The library's clock.
    private Claims claims(String token, MacAlgorithm algorithm, byte[] secret, Instant now) {
        return Jwts.parser()
                .json(CLAIMS_READER)
                .sig().clear().add(algorithm).and()
                .zip().clear().and()
                .verifyWith(new SecretKeySpec(secret, "HmacSHA" + algorithm.getKeyBitLength()))
                .clock(() -> Date.from(now))
                .clockSkewSeconds(leeway.toSeconds())
                .build()
                .parseSignedClaims(token)
                .getPayload();
    }

    /// What the library leaves open: it takes a token without `exp`, and one issued in the future.
    @SuppressWarnings("JavaUtilDate")
    private TokenVerdict accept(Claims claims, Instant now) {
        Date expiration = claims.getExpiration();
        if (expiration == null) {
            return new Refused(TokenRefusal.NO_EXPIRY);
        }
        Date issuedAt = claims.getIssuedAt();
        if (issuedAt != null && issuedAt.toInstant().isAfter(now.plus(leeway))) {
            return new Refused(TokenRefusal.NOT_YET_VALID);
        }
        return new Accepted(AccessClaims.of(claims, expiration.toInstant()));
    }
}
