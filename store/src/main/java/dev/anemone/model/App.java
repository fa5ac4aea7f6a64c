package dev.anemone.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/// A tenant: its credentials, what it has switched on, and its limits. Everything in the service is scoped by app.
/// Made by [#builder].
///
/// @param credentials at least one; the first is the oldest, and signs webhooks
/// @param enabled `false` closes its connections with 4003 and answers its requests with 403
/// @param sslOnly `true` refuses connections that did not come over TLS (4000)
/// @param maxConnections open connections at one time (4004 beyond); [#UNLIMITED] by default
/// @param clientEvents whether clients may send `client-` events
/// @param subscriptionCount whether subscription counts are kept for the API and told to subscribers
/// @param watchlistEvents whether signed-in users are told when those they watch come and go
/// @param compression whether messages are compressed for connections that offer permessage-deflate (RFC 7692)
/// @param authorizedConnections whether a connection must sign in or enter a private or presence channel to stay
/// @param authorizationTimeout how long it may take to do so (4009 after); more than 0, at most a day
/// @param webhooks the endpoints that are told what happens in its channels
/// @param webhookBatching whether one request may tell several events
/// @param origins the web origins whose pages may connect (4009 for others)
/// @param tokenTrust whose access tokens are believed
/// @param encryptionMasterKey what the secrets of encrypted channels are derived from, for those who come with a token;
///     empty if this service cannot give them any
/// @param history how much of it its channels have
public record App(AppId id, List<Credential> credentials, boolean enabled, boolean sslOnly, int maxConnections,
        boolean clientEvents, boolean subscriptionCount, boolean watchlistEvents, boolean compression,
        boolean authorizedConnections,
        Duration authorizationTimeout, List<Webhook> webhooks, boolean webhookBatching, Origins origins,
        TokenTrust tokenTrust, Optional<EncryptionMasterKey> encryptionMasterKey, Limits limits, HistoryRules history) {
    /// The value of [#maxConnections] that sets no limit.
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /// How long a connection has to be authorized, unless the app says otherwise.
    public static final Duration DEFAULT_AUTHORIZATION_TIMEOUT = Duration.ofSeconds(30);

    public App {
        credentials = List.copyOf(credentials);
        webhooks = webhooks.stream().distinct().toList(); // Nobody is told twice because it was written twice.
        if (credentials.isEmpty()) {
            throw new IllegalArgumentException("App " + id + " has no key.");
        }
        if (maxConnections < 0) {
            throw new IllegalArgumentException("max-connections: expected 0 or more, got " + maxConnections);
        }
        if (!authorizationTimeout.isPositive() || authorizationTimeout.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    "authorization-timeout: expected more than 0 and at most 24h, got " + authorizationTimeout);
        }
    }

    /// An app as Pusher makes it: enabled, everything optional off, documented limits.
    public static Builder builder(AppId id, List<Credential> credentials) {
        return new Builder(id, credentials);
    }

    /// A builder that starts from this app.
    public Builder toBuilder() {
        return new Builder(id, credentials).enabled(enabled).sslOnly(sslOnly).maxConnections(maxConnections)
                .clientEvents(clientEvents).subscriptionCount(subscriptionCount).watchlistEvents(watchlistEvents)
                .compression(compression)
                .authorizedConnections(authorizedConnections).authorizationTimeout(authorizationTimeout)
                .webhooks(webhooks).webhookBatching(webhookBatching).origins(origins).tokenTrust(tokenTrust)
                .encryptionMasterKey(encryptionMasterKey).limits(limits).history(history);
    }

    /// What is kept of an event that a backend publishes to `channel`.
    public Retention retention(ChannelName channel) {
        Retention retention = Retention.by(history.of(channel));
        return channel.kind().keepsLastEvent() ? retention.asLast(limits.cacheTtl()) : retention;
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

    /// Collects what differs from the defaults. Each method replaces one component of [App] and returns the builder.
    public static final class Builder {
        private final AppId id;
        private List<Credential> credentials;
        private boolean enabled = true;
        private boolean sslOnly;
        private int maxConnections = UNLIMITED;
        private boolean clientEvents;
        private boolean subscriptionCount;
        private boolean watchlistEvents;
        private boolean compression = true;
        private boolean authorizedConnections;
        private Duration authorizationTimeout = DEFAULT_AUTHORIZATION_TIMEOUT;
        private List<Webhook> webhooks = List.of();
        private boolean webhookBatching;
        private Origins origins = Origins.ANY;
        private TokenTrust tokenTrust = TokenTrust.NONE;
        private Optional<EncryptionMasterKey> encryptionMasterKey = Optional.empty();
        private Limits limits = Limits.DEFAULTS;
        private HistoryRules history = HistoryRules.DEFAULTS;

        private Builder(AppId id, List<Credential> credentials) {
            this.id = id;
            this.credentials = credentials;
        }

        public Builder credentials(List<Credential> value) {
            credentials = value;
            return this;
        }

        public Builder enabled(boolean value) {
            enabled = value;
            return this;
        }

        public Builder sslOnly(boolean value) {
            sslOnly = value;
            return this;
        }

        public Builder maxConnections(int value) {
            maxConnections = value;
            return this;
        }

        public Builder clientEvents(boolean value) {
            clientEvents = value;
            return this;
        }

        public Builder subscriptionCount(boolean value) {
            subscriptionCount = value;
            return this;
        }

        public Builder watchlistEvents(boolean value) {
            watchlistEvents = value;
            return this;
        }

        public Builder compression(boolean value) {
            compression = value;
            return this;
        }

        public Builder authorizedConnections(boolean value) {
            authorizedConnections = value;
            return this;
        }

        public Builder authorizationTimeout(Duration value) {
            authorizationTimeout = value;
            return this;
        }

        public Builder webhooks(List<Webhook> value) {
            webhooks = value;
            return this;
        }

        public Builder webhookBatching(boolean value) {
            webhookBatching = value;
            return this;
        }

        public Builder origins(Origins value) {
            origins = value;
            return this;
        }

        public Builder tokenTrust(TokenTrust value) {
            tokenTrust = value;
            return this;
        }

        /// Believes the tokens that these shared keys verify, and no others.
        public Builder tokenKeys(List<TokenKey> value) {
            return tokenTrust(TokenTrust.of(value));
        }

        public Builder encryptionMasterKey(Optional<EncryptionMasterKey> value) {
            encryptionMasterKey = value;
            return this;
        }

        public Builder limits(Limits value) {
            limits = value;
            return this;
        }

        public Builder history(HistoryRules value) {
            history = value;
            return this;
        }

        /// The app.
        ///
        /// @throws IllegalArgumentException if a component is out of its range
        public App build() {
            return new App(id, credentials, enabled, sslOnly, maxConnections, clientEvents, subscriptionCount,
                    watchlistEvents, compression, authorizedConnections, authorizationTimeout, webhooks,
                    webhookBatching, origins,
                    tokenTrust, encryptionMasterKey, limits, history);
        }
    }
}
