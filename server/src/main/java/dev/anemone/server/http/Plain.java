package dev.anemone.server.http;

import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;

/// Answers in plain text, for people and scripts.
public final class Plain {
    private Plain() {}

    /// Sends `text` and ends the exchange. A line break is added.
    public static void send(HttpServerExchange exchange, int status, String text) {
        exchange.setStatusCode(status);
        exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain; charset=utf-8");
        exchange.getResponseHeaders().put(Headers.CACHE_CONTROL, "no-store");
        exchange.getResponseSender().send(text + "\n");
    }

    /// Whether the method only reads; answers 405 where it does not.
    public static boolean reads(HttpServerExchange exchange) {
        HttpString method = exchange.getRequestMethod();
        if (method.equals(Methods.GET) || method.equals(Methods.HEAD)) {
            return true;
        }
        exchange.getResponseHeaders().put(Headers.ALLOW, "GET, HEAD");
        send(exchange, 405, "Only GET and HEAD are answered here.");
        return false;
    }
}
