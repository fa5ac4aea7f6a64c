package dev.anemone.server.devpage;

import dev.anemone.server.http.Plain;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Lets through what a browser on this machine asks for on behalf of our own page, and answers the rest with 403.
///
/// - The `Host` must be a name of this machine. A site whose name was made to resolve to 127.0.0.1 (DNS rebinding) sends
///   its own name.
/// - An `Origin`, where there is one, must be ours; a request that changes something must have one. Browsers send it
///   with every cross-site request that can do harm (Fetch Standard, "Origin header").
record LocalOnly(HttpHandler next) implements HttpHandler {
    private static final Pattern LOCAL_HOST = Pattern
            .compile("(?i)(?:localhost|127\\.0\\.0\\.1|\\[::1])(?::\\d{1,5})?");

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        String host = exchange.getRequestHeaders().getFirst(Headers.HOST);
        String origin = exchange.getRequestHeaders().getFirst(Headers.ORIGIN);
        if (host == null || !LOCAL_HOST.matcher(host).matches()) {
            Plain.send(exchange, 403, "The dev page answers to localhost, 127.0.0.1 and [::1] only.");
        } else if (origin == null ? changesSomething(exchange) : !isOurs(origin, host)) {
            Plain.send(exchange, 403, "The dev page answers to itself only, not to other sites.");
        } else {
            next.handleRequest(exchange);
        }
    }

    private static boolean changesSomething(HttpServerExchange exchange) {
        return !exchange.getRequestMethod().equals(Methods.GET) && !exchange.getRequestMethod().equals(Methods.HEAD);
    }

    private static boolean isOurs(@Nullable String origin, String host) {
        return ("http://" + host).equalsIgnoreCase(origin);
    }
}
