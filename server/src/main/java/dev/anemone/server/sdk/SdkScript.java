package dev.anemone.server.sdk;

import dev.anemone.server.http.Plain;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.ETagUtils;
import io.undertow.util.HeaderValues;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.QValueParser;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The JavaScript client for a script element of any page.
///
/// - `/sdk/anemone.js` is what this server has. Browsers ask again after five minutes, and are answered with 304 if they have
///   it (RFC 9110, section 13.1.2).
/// - `/sdk/{version}/anemone.js` is one version for good, so browsers need not ask again (RFC 8246). A server has one; asked
///   for another it answers 404 and names it.
///
/// Thread-safe.
public final class SdkScript implements HttpHandler {
    private static final Pattern PATH = Pattern.compile("/sdk/(?:([^/]+)/)?anemone\\.js");
    private static final String REVALIDATED = "public, max-age=300";
    private static final String IMMUTABLE = "public, max-age=31536000, immutable";

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        Matcher path = PATH.matcher(exchange.getRelativePath());
        if (!path.matches()) {
            Plain.send(exchange, 404, "There is nothing at this path.");
        } else if (path.group(1) == null) {
            answer(exchange, REVALIDATED);
        } else if (path.group(1).equals(Script.built().version())) {
            answer(exchange, IMMUTABLE);
        } else {
            Plain.send(exchange, 404, "This server has another version of the JavaScript client: "
                    + exchange.getResolvedPath() + "/sdk/" + Script.built().version() + "/anemone.js");
        }
    }

    private static void answer(HttpServerExchange exchange, String caching) {
        if (!Plain.reads(exchange)) {
            return;
        }
        boolean compressed = takesGzip(exchange);
        Script.Content content = compressed ? Script.built().gzip() : Script.built().plain();
        exchange.getResponseHeaders()
                .put(Headers.CACHE_CONTROL, caching)
                .put(Headers.ETAG, content.tag().toString())
                .put(Headers.VARY, Headers.ACCEPT_ENCODING_STRING)
                .put(new HttpString("Access-Control-Allow-Origin"), "*")
                .put(new HttpString("Cross-Origin-Resource-Policy"), "cross-origin");
        if (has(exchange, content)) {
            exchange.setStatusCode(304).endExchange();
            return;
        }
        exchange.getResponseHeaders()
                .put(Headers.CONTENT_TYPE, "text/javascript; charset=utf-8")
                .put(new HttpString("X-Content-Type-Options"), "nosniff");
        if (compressed) {
            exchange.getResponseHeaders().put(Headers.CONTENT_ENCODING, "gzip");
        }
        exchange.getResponseSender().send(ByteBuffer.wrap(content.bytes()));
    }

    private static boolean has(HttpServerExchange exchange, Script.Content content) {
        String known = exchange.getRequestHeaders().getFirst(Headers.IF_NONE_MATCH);
        return "*".equals(known) || !ETagUtils.handleIfNoneMatch(known, content.tag(), true);
    }

    private static boolean takesGzip(HttpServerExchange exchange) {
        HeaderValues codings = exchange.getRequestHeaders().get(Headers.ACCEPT_ENCODING);
        return codings != null && QValueParser.parse(codings).stream().flatMap(List::stream)
                .anyMatch(coding -> coding.getValue().equalsIgnoreCase("gzip") && !coding.isQValueZero());
    }
}
