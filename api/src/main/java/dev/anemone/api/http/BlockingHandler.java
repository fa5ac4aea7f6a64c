package dev.anemone.api.http;

import java.util.concurrent.CompletableFuture;

/// Answers one route on a virtual thread of its own, and may join stages there. At most one runs for each open
/// connection; one whose caller has gone ends when its stage does.
@FunctionalInterface
public interface BlockingHandler {
    /// Answers a request whose signature has been checked.
    Reply handle(ApiRequest request);

    /// `handler`, moved off the I/O thread.
    static RequestHandler blocking(BlockingHandler handler) {
        return request -> CompletableFuture.supplyAsync(() -> handler.handle(request), Thread::startVirtualThread);
    }
}
