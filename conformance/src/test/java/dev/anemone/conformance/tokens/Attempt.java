package dev.anemone.conformance.tokens;

import dev.anemone.conformance.pusher.Credentials;

/// Somebody with a token wants to subscribe to what is not theirs.
///
/// @param what in a phrase
/// @param app at which it is tried
/// @param token compact, as it is presented
/// @param status what the auth service is to answer
/// @param code what it, and the gateway, is to call it
/// @param reason what the log is to hold
record Attempt(String what, Credentials app, String token, String channel, int status, String code, String reason) {
    /// Whether the token is worth nothing; else it is only not enough.
    boolean badToken() {
        return code.startsWith("token_") && !code.equals("token_without_user");
    }

    @Override
    public String toString() {
        return what;
    }
}
