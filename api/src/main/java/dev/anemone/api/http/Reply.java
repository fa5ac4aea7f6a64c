package dev.anemone.api.http;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// What a request is answered with: a JSON object, or a sentence of plain text when it is refused.
///
/// @param contentType empty when there is no body
/// @param headers further headers, by name
public record Reply(int status, String contentType, String body, Map<String, String> headers) {
    /// 200 with an empty JSON object: done, nothing to tell.
    public static final Reply OK = json("{}");

    /// 202 without a body.
    public static final Reply ACCEPTED = new Reply(202, "", "", Map.of());

    private static final String JSON = "application/json";
    private static final String TEXT = "text/plain; charset=utf-8";

    public Reply {
        headers = Map.copyOf(headers);
    }

    /// 200 with a JSON object.
    public static Reply json(String object) {
        return new Reply(200, JSON, object, Map.of());
    }

    /// The request is malformed, or asks for what cannot be.
    public static Reply badRequest(String message) {
        return text(400, message);
    }

    /// The request does not prove who sent it.
    public static Reply unauthorized(String message) {
        return text(401, message);
    }

    /// The caller is known, and may not.
    public static Reply forbidden(String message) {
        return text(403, message);
    }

    /// There is no such app or path.
    public static Reply notFound(String message) {
        return text(404, message);
    }

    /// The path exists, for other methods.
    ///
    /// @param allow the methods that would do, separated by commas
    public static Reply methodNotAllowed(String allow) {
        return text(405, "Method not allowed. Use " + allow + ".").with("Allow", allow);
    }

    /// The body did not arrive in time.
    public static Reply timeout(String message) {
        return text(408, message);
    }

    /// The key that the caller chose stands for something else.
    public static Reply conflict(String message) {
        return text(409, message);
    }

    /// The body, or one event's data, is longer than allowed.
    public static Reply tooLarge(String message) {
        return text(413, message);
    }

    /// The app does this too often.
    ///
    /// @param retryAfter when it may go on; told in whole seconds, rounded up
    public static Reply tooManyRequests(String message, Duration retryAfter) {
        return text(429, message).with("Retry-After", Long.toString(retryAfter.plusNanos(999_999_999).toSeconds()));
    }

    /// We are wrong.
    public static Reply internalError() {
        return text(500, "Internal server error. The server's log says more.");
    }

    /// The store cannot be reached; the request may or may not have taken effect.
    public static Reply unavailable(String message, Duration retryAfter) {
        return text(503, message).with("Retry-After", Long.toString(retryAfter.toSeconds()));
    }

    /// This reply, saying that it was given before, and that nothing has happened since.
    public Reply replayed() {
        return with("Idempotency-Replayed", "true");
    }

    /// This refusal, saying which part of the request it is about.
    public Reply about(String part) {
        return new Reply(status, contentType, part + ": " + body, headers);
    }

    /// Texts end in a line feed, as Pusher's do. They may quote the request, so browsers must not guess their type.
    private static Reply text(int status, String message) {
        return new Reply(status, TEXT, message + "\n", Map.of("X-Content-Type-Options", "nosniff"));
    }

    private Reply with(String name, String value) {
        var more = new HashMap<>(headers);
        more.put(name, value);
        return new Reply(status, contentType, body, more);
    }
}
