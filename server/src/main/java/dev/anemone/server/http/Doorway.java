package dev.anemone.server.http;

import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// Lets a port be open before there is somebody behind it: requests that come early wait at the door, and are served
/// in a moment instead of being refused. Thread-safe.
public final class Doorway implements HttpHandler {
    private final CompletableFuture<HttpHandler> opened = new CompletableFuture<>();
    private volatile @Nullable HttpHandler service;

    /// Lets requests in, first those that wait.
    public void open(HttpHandler behind) {
        service = behind;
        opened.complete(behind);
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) throws Exception {
        HttpHandler behind = service;
        if (behind != null) {
            behind.handleRequest(exchange);
            return;
        }
        exchange.dispatch(SameThreadExecutor.INSTANCE, () -> {
            // Back to the connection's own thread, as if the request had just come.
            var _ = opened.thenAccept(handler -> exchange.dispatch(exchange.getIoThread(), handler));
        });
    }
}
