package dev.anemone.gateway.protocol;

/// Why an access token, or what it gave, is worth nothing, as the client is told. The words are those of the auth service
/// where it refuses for the same reason.
public enum AccessCode {
    /// Forged, malformed, or of another app.
    TOKEN_INVALID("token_invalid"),
    /// The one refusal that a new token cures.
    TOKEN_EXPIRED("token_expired"),
    /// Its time has not come.
    TOKEN_NOT_YET_VALID("token_not_yet_valid"),
    /// It, or all tokens of its user, were taken back.
    TOKEN_REVOKED("token_revoked"),
    /// It cannot be judged at the moment.
    UNAVAILABLE("unavailable"),
    /// It names another user than the one before, as whom the connection is signed in or a member.
    USER_CHANGED("user_changed"),
    /// The token is good and does not go so far.
    CHANNEL_NOT_ALLOWED("channel_not_allowed"),
    /// Presence channels need to know who joins.
    TOKEN_WITHOUT_USER("token_without_user"),
    /// The user id or user info of the token is longer than the app allows its members.
    USER_TOO_LARGE("user_too_large"),
    /// Whoever has no master key cannot make the secret of an encrypted channel.
    ENCRYPTED_CHANNEL("encrypted_channel");

    private final String wire;

    AccessCode(String wire) {
        this.wire = wire;
    }

    /// The code on the wire.
    public String wire() {
        return wire;
    }
}
