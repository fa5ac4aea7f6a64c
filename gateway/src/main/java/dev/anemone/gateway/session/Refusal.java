package dev.anemone.gateway.session;

/// Why a subscription was refused, as the client is told. The connection stays open.
///
/// @param type `AuthError` or `LimitReached`, as compatible servers name it
/// @param status for the application only: like an HTTP status
record Refusal(String type, int status, String message) {
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
