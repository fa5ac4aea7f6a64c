package dev.anemone.auth.access;

import dev.anemone.auth.TokenRefusal;

/// Whether the bearer of a token may do something, and what decided: for a developer who asks why.
///
/// @param decidedBy what settled it, one of the constants here; everything that is asked before it was passed
/// @param sentence the reason, with nothing of the token in it but its patterns
public record Explanation(boolean allowed, String decidedBy, String sentence) {
    /// The text is no token that can be used, or it lacks what the channel needs.
    public static final String TOKEN = "token";
    /// No key of the app made it.
    public static final String SIGNATURE = "signature";
    /// Its `exp`, `nbf` or `iat`.
    public static final String EXPIRY = "expiry";
    /// Its `iss`.
    public static final String ISSUER = "issuer";
    /// Its `aud`.
    public static final String AUDIENCE = "audience";
    /// It was taken back: the token, all tokens of its user, or a channel.
    public static final String REVOCATION = "revocation";
    /// A pattern of its capabilities that allows it; or that none matches the channel.
    public static final String PATTERN = "pattern";
    /// The pattern that matches does not allow the operation, or nobody can do it in such a channel.
    public static final String OPERATION = "operation";
    /// The channel itself: it needs no token, or cannot be had by one.
    public static final String CHANNEL = "channel";

    static Explanation allowed(String decidedBy, String sentence) {
        return new Explanation(true, decidedBy, sentence);
    }

    static Explanation denied(String decidedBy, String sentence) {
        return new Explanation(false, decidedBy, sentence);
    }

    /// Why a token is worth nothing. The name of the reason is there to be looked up.
    static Explanation denied(TokenRefusal reason, String detail) {
        return denied(decider(reason), "The token is refused, " + reason + ": " + detail);
    }

    private static String decider(TokenRefusal reason) {
        return switch (reason) {
            case TOO_LONG, MALFORMED, COMPRESSED, UNSIGNED, UNKNOWN_ALGORITHM, MALFORMED_CLAIM -> TOKEN;
            case NO_KEY, KEYS_UNAVAILABLE, BAD_SIGNATURE -> SIGNATURE;
            case NO_EXPIRY, EXPIRED, NOT_YET_VALID -> EXPIRY;
            case WRONG_ISSUER -> ISSUER;
            case WRONG_AUDIENCE -> AUDIENCE;
            case REVOKED -> REVOCATION;
        };
    }
}
