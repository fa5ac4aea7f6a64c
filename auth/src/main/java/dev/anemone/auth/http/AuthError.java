package dev.anemone.auth.http;

/// Everything the service refuses, by the code that callers see. Statuses are those that Pusher's clients expect of an
/// authorization endpoint: anything but 200 refuses, and 403 says "denied" (Pusher docs, "Authorizing users").
enum AuthError {
    MALFORMED_REQUEST(400, "malformed_request"),
    /// The channel is open to all, or not for this endpoint.
    CHANNEL_NEEDS_NO_AUTH(400, "channel_needs_no_auth"),
    /// Encrypted channels need a shared secret, which is made of the app's master key, and it has none.
    ENCRYPTED_CHANNEL(400, "encrypted_channel"),
    /// The short path, while several apps could be meant.
    APP_NOT_NAMED(400, "app_not_named"),
    /// RFC 6750 §3: no authentication at all, so no more is said.
    TOKEN_MISSING(401, "token_missing"),
    /// Forged, malformed, or of another app.
    TOKEN_INVALID(403, "token_invalid"),
    /// The one refusal that a new token cures.
    TOKEN_EXPIRED(403, "token_expired"),
    /// Its time has not come.
    TOKEN_NOT_YET_VALID(403, "token_not_yet_valid"),
    /// It, or all tokens of its user, were taken back.
    TOKEN_REVOKED(403, "token_revoked"),
    /// A presence channel needs to know who joins, and a sign-in who it is.
    TOKEN_WITHOUT_USER(403, "token_without_user"),
    /// The user id or user info of the token is longer than the app allows its members.
    USER_TOO_LARGE(403, "user_too_large"),
    /// Nothing could be sent to a user of this id, so nobody can sign in with it.
    USER_ID_MALFORMED(403, "user_id_malformed"),
    /// The token is good and does not go so far.
    CHANNEL_NOT_ALLOWED(403, "channel_not_allowed"),
    /// The token is in a cookie, and the request not from a page that may use it.
    CROSS_SITE(403, "cross_site"),
    /// The app is switched off.
    APP_DISABLED(403, "app_disabled"),
    /// No such app, or one that has no token keys, which is none of a stranger's business.
    UNKNOWN_APP(404, "unknown_app"),
    /// No such path.
    NOT_FOUND(404, "not_found"),
    /// RFC 9110 §15.5.6.
    METHOD_NOT_ALLOWED(405, "method_not_allowed"),
    /// RFC 9110 §15.5.14.
    BODY_TOO_LARGE(413, "body_too_large"),
    /// RFC 6585 §4.
    RATE_LIMITED(429, "rate_limited"),
    /// A page of another origin asks whether it may call, and it may not.
    ORIGIN_NOT_ALLOWED(403, "origin_not_allowed"),
    /// The store does not answer, or the identity provider never did, or there is too much to do.
    UNAVAILABLE(503, "unavailable");

    private final int status;
    private final String code;

    AuthError(int status, String code) {
        this.status = status;
        this.code = code;
    }

    int status() {
        return status;
    }

    String code() {
        return code;
    }

    /// Whether the reason may be told. Whoever is kept out learns a code and no more.
    boolean explained() {
        return status != 401 && status != 403;
    }
}
