package dev.anemone.gateway.transport.http;

import dev.anemone.gateway.session.HandshakeRequest;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Reads the app and the parameters that a SockJS client names in its first message, `/app/{key}?protocol=7&…`, as those of
/// a WebSocket's URL.
final class AppPath {
    private AppPath() {}

    /// What the client would have asked for by a URL. Malformed escapes are taken as they stand.
    static HandshakeRequest request(String path, HandshakeRequest opening) {
        int mark = path.indexOf('?');
        var query = new HashMap<String, String>();
        if (mark >= 0) {
            for (String parameter : path.substring(mark + 1).split("&", -1)) {
                int equals = parameter.indexOf('=');
                query.putIfAbsent(decoded(equals < 0 ? parameter : parameter.substring(0, equals)),
                        equals < 0 ? "" : decoded(parameter.substring(equals + 1)));
            }
        }
        return new HandshakeRequest(mark < 0 ? path : path.substring(0, mark), Map.copyOf(query), opening.origin(),
                opening.secure());
    }

    private static String decoded(String escaped) {
        try {
            return URLDecoder.decode(escaped, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException _) {
            return escaped;
        }
    }
}
