package dev.anemone.gateway.transport.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;

/// Which transport answers a request: whatever asks for an upgrade is WebSocket's, wherever it goes, and so is what nobody
/// else knows. Thread-safe.
///
/// @param offersFallbacks `false` answers 404 below `/pusher/`
public record TransportRoutes(HttpHandler webSockets, HttpHandler fallbacks, HttpHandler eventStreams,
        boolean offersFallbacks) implements HttpHandler {
    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (exchange.getRequestHeaders().contains(Headers.UPGRADE)) {
            webSockets.handleRequest(exchange);
        } else if (FallbackTransport.serves(exchange.getRelativePath())) {
            if (offersFallbacks) {
                fallbacks.handleRequest(exchange);
            } else {
                Plain.send(exchange, 404, "This server offers no HTTP fallbacks (setting gateway.fallbacks).");
            }
        } else if (EventStreamTransport.serves(exchange)) {
            eventStreams.handleRequest(exchange);
        } else {
            webSockets.handleRequest(exchange);
        }
    }
}
