package dev.anemone.auth.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.regex.Pattern;

/// Which pages of other origins may call the service (Fetch standard, "CORS protocol"). Immutable.
///
/// Credentials in the sense of CORS (cookies) are allowed if the settings name a cookie, and only to origins that are listed
/// one by one.
final class CorsPolicy {
    private static final HttpString ALLOW_ORIGIN = new HttpString("Access-Control-Allow-Origin");
    private static final HttpString ALLOW_CREDENTIALS = new HttpString("Access-Control-Allow-Credentials");
    private static final HttpString EXPOSE_HEADERS = new HttpString("Access-Control-Expose-Headers");
    private static final HttpString ALLOW_METHODS = new HttpString("Access-Control-Allow-Methods");
    private static final HttpString ALLOW_HEADERS = new HttpString("Access-Control-Allow-Headers");
    private static final HttpString MAX_AGE = new HttpString("Access-Control-Max-Age");
    private static final HttpString REQUEST_METHOD = new HttpString("Access-Control-Request-Method");
    private static final HttpString REQUEST_HEADERS = new HttpString("Access-Control-Request-Headers");
    private static final String MAX_AGE_SECONDS = "600";

    /// A list of header names (RFC 9110 §5.6.2), which is echoed: libraries let their users add headers of their own.
    private static final Pattern HEADER_NAMES = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~, -]{1,1024}");

    private final AllowedOrigins origins;
    private final boolean cookies;

    /// @param cookies whether a cookie is read
    CorsPolicy(AllowedOrigins origins, boolean cookies) {
        this.origins = origins;
        this.cookies = cookies;
    }

    /// Tells the browser whether the page may read the response, whatever that will be.
    void admit(HttpServerExchange exchange) {
        HeaderMap response = exchange.getResponseHeaders();
        String origin = exchange.getRequestHeaders().getFirst(Headers.ORIGIN);
        boolean varies = !origins.any() || (cookies && origins.namesAny());
        if (varies && !origins.none()) {
            response.put(Headers.VARY, Headers.ORIGIN_STRING);
        }
        if (varies && origins.names(origin)) {
            response.put(ALLOW_ORIGIN, origin);
            if (cookies) {
                response.put(ALLOW_CREDENTIALS, "true");
            }
        } else if (origins.any()) {
            response.put(ALLOW_ORIGIN, AuthConfig.ANY_ORIGIN);
        }
        if (origins.allows(origin)) {
            response.put(EXPOSE_HEADERS, Headers.RETRY_AFTER_STRING);
        }
    }

    /// Whether the request asks, before the real one, what a page may send.
    static boolean isPreflight(HttpServerExchange exchange) {
        HeaderMap request = exchange.getRequestHeaders();
        return request.contains(Headers.ORIGIN) && request.contains(REQUEST_METHOD);
    }

    /// Whether the page that asks may call.
    boolean allows(HttpServerExchange preflight) {
        return origins.allows(preflight.getRequestHeaders().getFirst(Headers.ORIGIN));
    }

    /// Tells the page's browser what it may send.
    void describe(HttpServerExchange preflight) {
        HeaderMap response = preflight.getResponseHeaders();
        response.put(ALLOW_METHODS, "POST");
        response.put(MAX_AGE, MAX_AGE_SECONDS);
        String headers = preflight.getRequestHeaders().getFirst(REQUEST_HEADERS);
        if (headers != null && HEADER_NAMES.matcher(headers).matches()) {
            response.put(ALLOW_HEADERS, headers);
        }
    }
}
