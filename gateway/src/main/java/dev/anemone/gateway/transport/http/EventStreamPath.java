package dev.anemone.gateway.transport.http;

import io.undertow.server.HttpServerExchange;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `/app/{key}/channels/{channel}/events`, read from the path as sent: Undertow takes `;` for the start of a parameter,
/// and here it is a character of channel names.
///
/// @param asSent what a signature covers, any prefix included
record EventStreamPath(String asSent, String appKey, String channel) {
    private static final Pattern SHAPE = Pattern.compile("/app/([^/]+)/channels/([^/]+)/events");

    /// What `exchange` asks for, if it is an event stream.
    static Optional<EventStreamPath> of(HttpServerExchange exchange) {
        String path = exchange.getRequestURI();
        if (exchange.isHostIncludedInRequestURI()) {
            int authority = path.indexOf("//") + 2;
            int root = path.indexOf('/', authority);
            path = root < 0 ? "/" : path.substring(root);
        }
        return path.startsWith(exchange.getResolvedPath())
                ? of(path, exchange.getResolvedPath().length())
                : Optional.empty();
    }

    /// @param prefixLength where the part begins that says what is asked for
    static Optional<EventStreamPath> of(String path, int prefixLength) {
        Matcher matcher = SHAPE.matcher(path).region(prefixLength, path.length());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(new EventStreamPath(path, decoded(matcher.group(1)), decoded(matcher.group(2))));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static String decoded(String segment) {
        return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    }
}
