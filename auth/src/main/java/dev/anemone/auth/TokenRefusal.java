package dev.anemone.auth;

/// Why an access token is worth nothing here.
public enum TokenRefusal {
    /// Refused unread.
    TOO_LONG("It is longer than " + AccessTokens.MAX_LENGTH + " characters."),
    /// Not a JWT that can be verified at all (RFC 7519 §7.2), or one whose registered claims cannot be read.
    MALFORMED("It is not a signed JSON object, or a registered claim has the wrong type: iss, sub and jti are text;"
            + " exp, nbf and iat are seconds."),
    /// A small compressed token can inflate to megabytes.
    COMPRESSED("It has a zip header."),
    /// RFC 7519 §6.
    UNSIGNED("Its algorithm is none."),
    /// RFC 7518 §3.1 has more than we verify.
    UNKNOWN_ALGORITHM("Its algorithm is not HS256, HS384 or HS512."),
    /// A key must be as long as the digest (RFC 7518 §3.2).
    NO_KEY("The app has no token key that is long enough for its algorithm: 32 bytes for HS256, 48 for HS384, 64 for"
            + " HS512."),
    /// Forged, altered, made for another app, or made with a key that has been withdrawn.
    BAD_SIGNATURE("No token key of the app made its signature."),
    /// A token that lives for ever cannot be taken back.
    NO_EXPIRY("It has no exp claim."),
    /// RFC 7519 §4.1.4.
    EXPIRED("Its exp is past."),
    /// RFC 7519 §4.1.5 and §4.1.6.
    NOT_YET_VALID("Its nbf or iat is in the future."),
    /// The signature is good, and what it signs makes no sense.
    MALFORMED_CLAIM("A claim is not what it should be.");

    private final String sentence;

    TokenRefusal(String sentence) {
        this.sentence = sentence;
    }

    /// The reason for a developer, with nothing of the token in it.
    public String sentence() {
        return sentence;
    }
}
