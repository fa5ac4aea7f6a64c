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
    UNKNOWN_ALGORITHM("Its algorithm is none of HS256, HS384, HS512, RS256, RS384, RS512, PS256, PS384, PS512, ES256,"
            + " ES384, ES512 and EdDSA."),
    /// A shared key must be as long as the digest (RFC 7518 §3.2), and a public one of the algorithm's kind.
    NO_KEY("The app has no token key that fits its algorithm: 32 shared bytes for HS256, 48 for HS384, 64 for HS512, a"
            + " public key of RSA, of the right curve or of Ed25519 for the others; or none of those at token-jwks-url is"
            + " called as its kid says."),
    /// The identity provider was never reached.
    KEYS_UNAVAILABLE("The keys at token-jwks-url could not be had yet."),
    /// Forged, altered, made for another app, or made with a key that has been withdrawn.
    BAD_SIGNATURE("No token key of the app made its signature."),
    /// A token that lives for ever cannot be taken back.
    NO_EXPIRY("It has no exp claim."),
    /// RFC 7519 §4.1.4.
    EXPIRED("Its exp is past."),
    /// RFC 7519 §4.1.5 and §4.1.6.
    NOT_YET_VALID("Its nbf or iat is in the future."),
    /// RFC 7519 §4.1.1.
    WRONG_ISSUER("Its iss is not the app's token-issuer."),
    /// RFC 7519 §4.1.3.
    WRONG_AUDIENCE("Its aud does not hold the app's token-audience."),
    /// It, or all tokens of its user, were taken back.
    REVOKED("It was revoked."),
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
