package dev.anemone.api;

import dev.anemone.api.http.BodyLimits;
import dev.anemone.api.http.Rates;
import dev.anemone.api.http.SignedRequestHandler;
import dev.anemone.store.Store;
import io.undertow.server.HttpHandler;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// The REST API of one node: Pusher's HTTP API, signed requests only. Thread-safe.
///
/// The API holds no state and no threads of its own; there is nothing to close. Of the Undertow listener that serves
/// it, it asks three things:
///
/// - `ALLOW_UNESCAPED_CHARACTERS_IN_URL` stays off. With it, Undertow hands out decoded paths, and the path as it was
///   sent, which signatures cover, is lost. What libraries leave unescaped is legal in a URL.
/// - `MAX_ENTITY_SIZE` is -1. Bodies are bounded here, with a reply that says so; Undertow's own limit of 2 MiB would
///   come first.
/// - `BUFFER_PIPELINED_DATA` is off, which it is not in servers that `Undertow.builder()` makes. With it, a reply waits
///   for that to the next request on its connection.
public final class Api {
    private final HttpHandler handler;

    private Api(HttpHandler handler) {
        this.handler = handler;
    }

    /// An API over `store`.
    ///
    /// @param clock what `auth_timestamp` is compared with, and what says when access was taken back
    /// @param nanoTime what rates are measured by; never goes back
    public static Api create(ApiConfig config, Store store, InstantSource clock, LongSupplier nanoTime) {
        return new Api(new SignedRequestHandler(Routes.of(store, new Rates(nanoTime), clock), store.apps(), clock,
                config.timestampSkew(),
                new BodyLimits(config.maxBodyBytes(), config.bodyTimeout())));
    }

    /// Answers everything under `/apps/`, which the exchange's relative path must start with: whatever is before it is a
    /// prefix, and part of what clients sign.
    public HttpHandler handler() {
        return handler;
    }
}
