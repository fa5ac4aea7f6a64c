package dev.anemone.auth.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.HeaderMap;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Where the token of a request is: in `Authorization: Bearer` (RFC 6750 §2.1), or in the cookie that the settings name.
/// Immutable.
///
/// A browser sends a cookie along whoever makes it send the request, so one is only taken from pages that may: those of the
/// service's own origin, and those of origins that the settings list one by one. That a star allows every page to call says
/// nothing about cookies. A request that carries `Authorization` shows that its page has a token, and no cookie is looked at.
final class TokenSource {
    private static final String BEARER = "bearer ";
    private static final HttpString FETCH_SITE = new HttpString("Sec-Fetch-Site");
    private static final Refused MISSING = new Refused(AuthError.TOKEN_MISSING,
            "There is no Authorization: Bearer header.");

    /// The token that a request presents, or why none is taken.
    sealed interface Presented permits Token, Refused {}

    /// A token, good or bad.
    record Token(String text) implements Presented {
        /// Tokens never reach a log.
        @Override
        public String toString() {
            return "Token[…]";
        }
    }

    private final String cookie;
    private final AllowedOrigins origins;

    /// @param cookie its name; none is read if empty
    TokenSource(String cookie, AllowedOrigins origins) {
        this.cookie = cookie;
        this.origins = origins;
    }

    Presented find(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        HeaderValues authorization = headers.get(Headers.AUTHORIZATION);
        if (authorization != null || cookie.isEmpty()) {
            return bearer(authorization);
        }
        List<String> values = cookies(headers);
        if (values.size() != 1 || values.getFirst().isEmpty()) {
            return new Refused(AuthError.TOKEN_MISSING, "There is no Authorization: Bearer header, and "
                    + (values.size() > 1 ? "more than one" : "no") + " cookie " + cookie + ".");
        }
        return fromOwnPage(exchange)
                ? new Token(values.getFirst())
                : new Refused(AuthError.CROSS_SITE, "The token is in a cookie, and the request comes from a page of"
                        + " another origin, which auth.allowed-origins does not list.");
    }

    /// Two headers are as bad as none.
    private static Presented bearer(@Nullable HeaderValues authorization) {
        if (authorization == null || authorization.size() != 1) {
            return MISSING;
        }
        String value = authorization.getFirst();
        boolean bearer = value.length() > BEARER.length()
                && value.substring(0, BEARER.length()).toLowerCase(Locale.ROOT).equals(BEARER);
        return bearer ? new Token(value.substring(BEARER.length()).strip()) : MISSING;
    }

    /// The values of our cookie (RFC 6265 §4.2.1). Two mean that somebody else may have set one.
    private List<String> cookies(HeaderMap headers) {
        var values = new ArrayList<String>(1);
        HeaderValues lines = headers.get(Headers.COOKIE);
        if (lines != null) {
            for (String line : lines) {
                for (String pair : line.split(";", -1)) {
                    int equals = pair.indexOf('=');
                    if (equals >= 0 && pair.substring(0, equals).strip().equals(cookie)) {
                        values.add(pair.substring(equals + 1).strip());
                    }
                }
            }
        }
        return values;
    }

    /// Browsers send `Origin` with every POST, also one of the same origin; the few that do not may send `Sec-Fetch-Site`
    /// (Fetch Metadata Request Headers). Pages cannot set either.
    private boolean fromOwnPage(HttpServerExchange exchange) {
        HeaderMap headers = exchange.getRequestHeaders();
        HeaderValues origin = headers.get(Headers.ORIGIN);
        if (origin == null) {
            HeaderValues site = headers.get(FETCH_SITE);
            return site != null && site.size() == 1 && site.getFirst().equals("same-origin");
        }
        return origin.size() == 1
                && (origins.names(origin.getFirst()) || origin.getFirst().equals(ownOrigin(exchange)));
    }

    /// The origin that the client sees: the scheme that it used and the host that it asked for, without the port that the
    /// scheme implies (RFC 6454 §6.2).
    private static @Nullable String ownOrigin(HttpServerExchange exchange) {
        HeaderValues host = exchange.getRequestHeaders().get(Headers.HOST);
        if (host == null || host.size() != 1) {
            return null;
        }
        String scheme = exchange.getRequestScheme();
        String implied = scheme.equals("https") ? ":443" : ":80";
        String name = host.getFirst().toLowerCase(Locale.ROOT);
        return scheme + "://" + (name.endsWith(implied) ? name.substring(0, name.length() - implied.length()) : name);
    }
}
