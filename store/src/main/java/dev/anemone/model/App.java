package dev.anemone.model;

import java.util.List;
import java.util.Optional;

/// A tenant: its credentials, what it has switched on, and its limits. Everything in the service is scoped by app.
///
/// @param credentials at least one; the first is the oldest, and signs webhooks
/// @param enabled `false` closes its connections with 4003 and answers its requests with 403
/// @param sslOnly `true` refuses connections that did not come over TLS (4000)
/// @param maxConnections open connections at one time (4004 beyond); [#UNLIMITED] by default
/// @param clientEvents whether clients may send `client-` events
/// @param subscriptionCount whether subscription counts are kept for the API and told to subscribers
/// @param tokenKeys shared keys (HMAC, at least 32 bytes each) that verify access tokens for the auth service; never the secret
public record App(AppId id, List<Credential> credentials, boolean enabled, boolean sslOnly, int maxConnections,
        boolean clientEvents, boolean subscriptionCount, List<TokenKey> tokenKeys, Limits limits) {
    /// The value of [#maxConnections] that sets no limit.
    public static final int UNLIMITED = Integer.MAX_VALUE;

    public App {
        credentials = List.copyOf(credentials);
        tokenKeys = List.copyOf(tokenKeys);
        if (credentials.isEmpty()) {
            throw new IllegalArgumentException("App " + id + " has no key.");
        }
        if (maxConnections < 0) {
            throw new IllegalArgumentException("max-connections: expected 0 or more, got " + maxConnections);
        }
    }

    /// The key that webhooks are signed with, and that we show when one is enough.
    public Credential primaryCredential() {
        return credentials.getFirst();
    }

    /// The credential of `key`, if this app holds it.
    public Optional<Credential> credential(AppKey key) {
        for (Credential credential : credentials) {
            if (credential.key().equals(key)) {
                return Optional.of(credential);
            }
        }
        return Optional.empty();
    }
}
