package dev.anemone.auth;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.anemone.model.MalformedNameException;
import dev.anemone.model.Member;
import dev.anemone.model.UserId;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a verified access token says.
///
/// @param member who its bearer is: `sub`, with the `user_info` claim as the info; `null` if the token names nobody
/// @param capabilities what its bearer may do
/// @param expiresAt when all of this ends, leeway not included
public record AccessClaims(@Nullable Member member, CapabilitySet capabilities, Instant expiresAt) {
    private static final JsonMapper JSON = new JsonMapper();

    /// @param claims a verified token's
    /// @throws MalformedClaimException if one that we use is not what it should be
    static AccessClaims of(Map<String, ?> claims, Instant expiresAt) {
        return new AccessClaims(member(claims), CapabilitySet.of(claims), expiresAt);
    }

    private static @Nullable Member member(Map<String, ?> claims) {
        return switch (claims.get("sub")) {
            case null -> null;
            case String subject -> new Member(userId(subject), userInfo(claims.get("user_info")));
            default -> throw new MalformedClaimException("sub: expected text");
        };
    }

    private static UserId userId(String subject) {
        try {
            return new UserId(subject);
        } catch (MalformedNameException e) {
            throw new MalformedClaimException("sub: expected 1 to " + UserId.MAX_LENGTH + " characters, got "
                    + subject.length());
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
