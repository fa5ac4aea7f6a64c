package dev.anemone.gateway.transport.http;

import io.undertow.io.IoCallback;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.StatusCodes;

/// Answers in plain text, for people and scripts.
final class Plain {
    private static final String NEVER_STORE = "no-store, no-cache, no-transform, must-revalidate, max-age=0";

    private Plain() {}

    /// Keeps the answer out of every cache on the way.
    static void forbidCaching(HttpServerExchange exchange) {
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, NEVER_STORE);
    }

    /// Sends `sentence` and ends the exchange. A line break is added.
    static void send(HttpServerExchange exchange, int status, String sentence) {
        answer(exchange, status, sentence, IoCallback.END_EXCHANGE);
    }

    /// Sends `sentence`, then leaves the exchange to `then`. A line break is added.
    static void answer(HttpServerExchange exchange, int status, String sentence, IoCallback then) {
        forbidCaching(exchange);
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain; charset=UTF-8");
        exchange.getResponseSender().send(sentence + "\n", then);
    }

    /// Says which methods there are.
    static void methodNotAllowed(HttpServerExchange exchange, String methods) {
        exchange.getResponseHeaders().put(Headers.ALLOW, methods);
        send(exchange, StatusCodes.METHOD_NOT_ALLOWED, "Only these methods are answered here: " + methods + ".");
    }
}
