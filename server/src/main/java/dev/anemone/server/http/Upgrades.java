package dev.anemone.server.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.ServerConnection.CloseListener;
import java.util.concurrent.atomic.AtomicInteger;

/// Knows how many connections went to the gateway and have not ended. A session may be over before its connection is: a
/// client that was sent away still has to answer. Thread-safe.
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
        open.incrementAndGet();
        exchange.getConnection().addCloseListener(left);
        gateway.handleRequest(exchange);
    }
}
