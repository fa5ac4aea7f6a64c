package dev.anemone.gateway.transport.http;

import java.util.List;

/// What a path below the prefix means to the fallbacks: `/pusher/app/{key}/{server}/{session}/{verb}` where the URL names
/// the app, as pusher-js does, and `/pusher/{server}/{session}/{verb}` where the first message will, as SockJS clients do.
/// `{server}` is a hint for balancers and means nothing (SockJS protocol 0.3.3, "Session URLs").
sealed interface FallbackPath {
    /// The longest name of a session, in characters. Clients make names of eight.
    int MAX_SESSION_LENGTH = 128;

    /// The root of all.
    String ROOT = "/pusher";

    /// Names a session. Whoever knows the name is its client.
    ///
    /// @param appKey empty if the URL names no app
    record SessionKey(String appKey, String session) {}

    /// Something to receive by.
    ///
    /// @param streaming whether the response carries many frames, or one answer to a poll
    record Receive(SessionKey key, boolean streaming) implements FallbackPath {}

    /// Messages of the client.
    record Send(SessionKey key) implements FallbackPath {}

    /// What the server offers.
    record Offer() implements FallbackPath {}

    /// The root itself.
    record Greeting() implements FallbackPath {}

    /// Nothing.
    record Unknown() implements FallbackPath {}

    /// Reads a path that begins with [#ROOT].
    static FallbackPath of(String path) {
        if (!path.startsWith(ROOT + "/")) {
            return path.equals(ROOT) ? new Greeting() : new Unknown();
        }
        List<String> segments = List.of(path.substring(ROOT.length() + 1).split("/", -1));
        return switch (segments.size()) {
            case 1 -> segments.getFirst().isEmpty()
                    ? new Greeting()
                    : segments.getFirst().equals("info") ? new Offer() : new Unknown();
            case 3 -> session("", segments.get(0), segments.get(1), segments.get(2));
            case 5 -> segments.get(0).equals("app") && !segments.get(1).isEmpty()
                    ? session(segments.get(1), segments.get(2), segments.get(3), segments.get(4))
                    : new Unknown();
            default -> new Unknown();
        };
    }

    private static FallbackPath session(String appKey, String server, String session, String verb) {
        if (server.isEmpty() || server.indexOf('.') >= 0 || session.isEmpty() || session.indexOf('.') >= 0
                || session.length() > MAX_SESSION_LENGTH) {
            return new Unknown();
        }
        var key = new SessionKey(appKey, session);
        return switch (verb) {
            case "xhr_streaming" -> new Receive(key, true);
            case "xhr" -> new Receive(key, false);
            case "xhr_send" -> new Send(key);
            default -> new Unknown();
        };
    }
}
