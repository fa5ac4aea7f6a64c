package dev.anemone.server.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.function.Supplier;

/// The paths of the admin port: `/metrics` and nothing else.
///
/// @param metrics writes the metrics in Prometheus' text format 0.0.4; may take its time
public record AdminRoutes(Supplier<String> metrics) implements HttpHandler {
    private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

    @Override
    public void handleRequest(HttpServerExchange exchange) {
        if (!exchange.getRelativePath().equals("/metrics")) {
            Plain.send(exchange, 404, "There is nothing at this path; metrics are at /metrics.");
        } else if (Plain.reads(exchange)) {
            exchange.dispatch(() -> {
                exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, PROMETHEUS_TEXT);
                exchange.getResponseSender().send(metrics.get());
            });
        }
    }
}
