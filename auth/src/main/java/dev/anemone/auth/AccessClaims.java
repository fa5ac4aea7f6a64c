package dev.anemone.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.anemone.model.MalformedNameException;
import dev.anemone.model.Member;
import dev.anemone.model.UserId;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// What a verified access token says.
///
/// @param tokenId `jti`, by which it can be revoked
/// @param issuedAt `iat`
/// @param member who its bearer is: `sub`, with the `user_info` claim as the info; `null` if the token names nobody
/// @param watchlist the `watchlist` claim: whose coming and going its bearer hears of when signed in
/// @param capabilities what its bearer may do
/// @param expiresAt when all of this ends, leeway not included
public record AccessClaims(Optional<String> tokenId, Optional<Instant> issuedAt, @Nullable Member member,
        List<UserId> watchlist, CapabilitySet capabilities, Instant expiresAt) {
    private static final JsonMapper JSON = new JsonMapper();

    public AccessClaims {
        watchlist = List.copyOf(watchlist);
    }

    /// @param claims a verified token's
    /// @throws MalformedClaimException if one that we use is not what it should be
    static AccessClaims of(Map<String, ?> claims, Optional<Instant> issuedAt, Instant expiresAt) {
        return new AccessClaims(tokenId(claims.get("jti")), issuedAt, member(claims),
                watchlist(claims.get("watchlist")), CapabilitySet.of(claims), expiresAt);
    }

    private static Optional<String> tokenId(@Nullable Object id) {
        return switch (id) {
            case null -> Optional.empty();
            case String text -> Optional.of(text);
            default -> throw new MalformedClaimException("jti: expected text");
        };
    }

    private static List<UserId> watchlist(@Nullable Object users) {
        if (users == null) {
            return List.of();
        }
        if (!(users instanceof Collection<?> ids) || !ids.stream().allMatch(String.class::isInstance)) {
            throw new MalformedClaimException("watchlist: expected a list of user ids");
        }
        return ids.stream().map(id -> userId("watchlist", (String) id)).toList();
    }

    private static @Nullable Member member(Map<String, ?> claims) {
        return switch (claims.get("sub")) {
            case null -> null;
            case String subject -> new Member(userId("sub", subject), userInfo(claims.get("user_info")));
            default -> throw new MalformedClaimException("sub: expected text");
        };
    }

    private static UserId userId(String claim, String id) {
        try {
            return new UserId(id);
        } catch (MalformedNameException e) {
            throw new MalformedClaimException(claim + ": expected 1 to " + UserId.MAX_LENGTH + " characters, got "
                    + id.length());
        }
    }

    private static String userInfo(@Nullable Object info) {
        return switch (info) {
            case null -> Member.NO_INFO;
            case Map<?, ?> object -> json(object);
            default -> throw new MalformedClaimException("user_info: expected an object");
        };
    }

    private static String json(Map<?, ?> object) {
        try {
            return JSON.writeValueAsString(object);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A value that was read from JSON cannot be written as JSON", e);
        }
    }
}
