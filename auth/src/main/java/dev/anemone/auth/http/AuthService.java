package dev.anemone.auth.http;

import dev.anemone.auth.access.TokenAccess;
import dev.anemone.store.Store;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;

/// Signs subscriptions, so that a customer need not write an endpoint for it: `POST /auth/{app_key}/channel`, or
/// `POST /auth/channel` while only one app has token keys. Thread-safe.
///
/// The caller presents an access token ([TokenAccess]); the answer is what Pusher's client libraries expect of an
/// authorization endpoint (Pusher docs, "Authorizing users"). Keeps no state between requests, so any number of nodes
/// may serve.
public final class AuthService {
    private final HttpHandler handler;

    private AuthService(HttpHandler handler) {
        this.handler = handler;
    }

    /// The service over the apps of `store`.
    ///
    /// @param store read for the apps and their keys
    /// @param tokens judges tokens
    public static AuthService create(AuthConfig config, Store store, TokenAccess tokens) {
        return new AuthService(new HttpContinueReadHandler(
                new AuthHandler(config, new AppResolver(store.apps()), new ChannelAuthorizer(tokens))));
    }

    /// Serves paths that start with `/auth/`, relative to whatever prefix has been taken off before. Never blocks: it
    /// reads, decides and signs on the exchange's I/O thread.
    public HttpHandler handler() {
        return handler;
    }
}
