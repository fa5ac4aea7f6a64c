package dev.anemone.gateway.session;

import dev.anemone.gateway.protocol.AccessCode;

/// Why a subscription was refused, as the client is told. The connection stays open.
///
/// @param type `AuthError` or `LimitReached`, as compatible servers name it
/// @param status for the application only: like an HTTP status
/// @param error what the channel's own error callback is told: the message, or a code that programs can read
record Refusal(String type, int status, String error, String message) {
    private Refusal(String type, int status, String message) {
        this(type, status, message, message);
    }

    static Refusal byToken(AccessCode code, String message) {
        return new Refusal("AuthError", 403, code.wire(), message);
    }

    static Refusal unauthorized(String message) {
        return new Refusal("AuthError", 401, message);
    }

    static Refusal forbidden(String message) {
        return new Refusal("AuthError", 403, message);
    }

    static Refusal malformed(String message) {
        return new Refusal("AuthError", 400, message);
    }

    static Refusal overLimit(String message) {
        return new Refusal("LimitReached", 4301, message);
    }
}
