package dev.anemone.server.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection.CloseListener;
import io.undertow.util.Headers;
import java.util.concurrent.atomic.AtomicInteger;

/// Knows how many connections became WebSockets and have not ended. A session may be over before its connection is: a
/// client that was sent away still has to answer. Requests that ask for no upgrade are ended as any others. Thread-safe.
public final class Upgrades implements HttpHandler {
    private final HttpHandler gateway;
    private final AtomicInteger open = new AtomicInteger();
    private final CloseListener left = _ -> open.decrementAndGet();

    public Upgrades(HttpHandler gateway) {
        this.gateway = gateway;
    }

    /// Connections at this moment.
    public int open() {
        return open.get();
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        if (exchange.getRequestHeaders().contains(Headers.UPGRADE)) {
            open.incrementAndGet();
            exchange.getConnection().addCloseListener(left);
        }
        gateway.handleRequest(exchange);
    }
}
