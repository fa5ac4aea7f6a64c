package dev.anemone.gateway.transport.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.StatusCodes;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Tells browsers which pages may read our answers (Fetch standard, "CORS protocol"): those of any origin, as with
/// WebSocket; an app's `origins` are looked at when the connection is made. Stateless.
final class Cors {
    private static final HttpString ALLOW_ORIGIN = new HttpString("Access-Control-Allow-Origin");
    private static final HttpString ALLOW_CREDENTIALS = new HttpString("Access-Control-Allow-Credentials");
    private static final HttpString ALLOW_METHODS = new HttpString("Access-Control-Allow-Methods");
    private static final HttpString ALLOW_HEADERS = new HttpString("Access-Control-Allow-Headers");
    private static final HttpString MAX_AGE = new HttpString("Access-Control-Max-Age");
    private static final HttpString REQUEST_HEADERS = new HttpString("Access-Control-Request-Headers");
    private static final String MAX_AGE_SECONDS = "86400";

    /// A list of header names (RFC 9110 §5.6.2), which is echoed.
    private static final Pattern HEADER_NAMES = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~, -]{1,1024}");

    private Cors() {}

    /// Lets any page read the answer, unless its browser sent what we never ask for: cookies, which only a proxy in front
    /// could want.
    static void admitAnyone(HttpServerExchange exchange) {
        exchange.getResponseHeaders().put(ALLOW_ORIGIN, "*");
    }

    /// Lets the page that asks read the answer, whatever that will be. Its origin is named, and credentials are allowed,
    /// because SockJS clients send them; we read none.
    static void admit(HttpServerExchange exchange) {
        HeaderMap response = exchange.getResponseHeaders();
        String origin = exchange.getRequestHeaders().getFirst(Headers.ORIGIN);
        response.put(Headers.VARY, Headers.ORIGIN_STRING);
        if (named(origin)) {
            response.put(ALLOW_ORIGIN, origin);
            response.put(ALLOW_CREDENTIALS, "true");
        } else {
            response.put(ALLOW_ORIGIN, "*");
        }
    }

    private static boolean named(@Nullable String origin) {
        return origin != null && !origin.equals("null");
    }

    /// Answers the question that browsers ask before the real request: `methods` may be used.
    static void preflight(HttpServerExchange exchange, String methods) {
        HeaderMap response = exchange.getResponseHeaders();
        response.put(ALLOW_METHODS, methods);
        response.put(MAX_AGE, MAX_AGE_SECONDS);
        String headers = exchange.getRequestHeaders().getFirst(REQUEST_HEADERS);
        if (headers != null && HEADER_NAMES.matcher(headers).matches()) {
            response.put(ALLOW_HEADERS, headers);
        }
        exchange.setStatusCode(StatusCodes.NO_CONTENT);
        exchange.endExchange();
    }
}
