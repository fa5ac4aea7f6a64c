package dev.anemone.auth.http;

import dev.anemone.auth.access.TokenAccess;
import dev.anemone.store.Store;
import io.undertow.server.HttpHandler;
import io.undertow.server.handlers.HttpContinueReadHandler;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/// Signs subscriptions and sign-ins, so that a customer need not write an endpoint for them: `POST /auth/{app_key}/channel`
/// and `POST /auth/{app_key}/user`, or `POST /auth/channel` and `POST /auth/user` while only one app has token keys.
/// Thread-safe.
///
/// The caller presents an access token ([TokenAccess]); the answer is what Pusher's client libraries expect of such an
/// endpoint (Pusher docs, "Authorizing users", "Authenticating users"). Keeps nothing between requests but how many there
/// were of late, so any number of nodes may serve.
public final class AuthService {
    private final HttpHandler handler;

    private AuthService(HttpHandler handler) {
        this.handler = handler;
    }

    /// The service over the apps of `store`.
    ///
    /// @param store read for the apps and their keys
    /// @param tokens judges tokens
    /// @param nanoTime a clock that never goes back
    public static AuthService create(AuthConfig config, Store store, TokenAccess tokens, LongSupplier nanoTime) {
        return new AuthService(new HttpContinueReadHandler(new AuthHandler(config, new AppResolver(store.apps()),
                endpoints(config, tokens, nanoTime),
                new RequestRate<>(config.addressRequestsPerSecond(), nanoTime))));
    }

    /// Every endpoint that is on, by the last part of its path.
    static Map<String, Endpoint> endpoints(AuthConfig config, TokenAccess tokens, LongSupplier nanoTime) {
        var bearers = new Bearers(tokens, new RequestRate<>(config.requestsPerSecond(), nanoTime));
        var endpoints = new HashMap<String, Endpoint>();
        endpoints.put("channel", new ChannelEndpoint(bearers));
        endpoints.put("user", new UserEndpoint(bearers));
        if (config.explain()) {
            endpoints.put("explain", new ExplainEndpoint(tokens));
        }
        return endpoints;
    }

    /// Serves paths that start with `/auth/`, relative to whatever prefix has been taken off before. Never blocks: it
    /// reads, decides and signs on the exchange's I/O thread,
    /// or on a worker of `tokens` after a public key's signature.
    public HttpHandler handler() {
        return handler;
    }
}
