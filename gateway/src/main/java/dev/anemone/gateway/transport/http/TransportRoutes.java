package dev.anemone.gateway.transport.http;

import dev.anemone.gateway.transport.WebSocketTransport;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;

/// Which transport answers a request: whatever asks for a WebSocket gets one, wherever it goes, and so does what nobody
/// else knows. Thread-safe.
///
/// @param offersFallbacks `false` answers 404 below `/pusher/`
public record TransportRoutes(HttpHandler webSockets, HttpHandler fallbacks, HttpHandler eventStreams,
        boolean offersFallbacks) implements HttpHandler {
    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (WebSocketTransport.serves(exchange)) {
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
