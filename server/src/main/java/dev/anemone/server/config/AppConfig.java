package dev.anemone.server.config;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import dev.anemone.model.EncryptionMasterKey;
import dev.anemone.model.HistoryRule;
import dev.anemone.model.HistoryRules;
import dev.anemone.model.Limits;
import dev.anemone.model.MalformedNameException;
import dev.anemone.model.Origins;
import dev.anemone.model.TokenKey;
import dev.anemone.model.TokenPublicKey;
import dev.anemone.model.TokenTrust;
import dev.anemone.model.Webhook;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// One app as an operator describes it. Either [#key] and [#secret], or [#keys].
///
/// @param id names the app in REST paths; required
/// @param key the app's only key
/// @param secret signs for [#key]
/// @param keys several keys, oldest first, so that they can be rotated
/// @param enabled `false` closes its connections with 4003 and answers its requests with 403
/// @param sslOnly whether plain connections are refused with 4000
/// @param maxConnections open connections over all nodes (4004 beyond); 0 or more
/// @param clientEvents whether clients may send `client-` events
/// @param subscriptionCount whether subscription counts are kept and told
/// @param watchlistEvents whether signed-in users are told when those they watch come and go
/// @param compression whether messages are compressed for connections that offer it
/// @param authorizedConnections whether a connection must sign in or enter a private or presence channel to stay
/// @param authorizationTimeout how long it may take to do so (4009 after)
/// @param webhooks the endpoints of the app's backend
/// @param webhookBatching whether one request may tell an endpoint several events
/// @param origins the web origins whose pages may connect (4009 for others); every one without any
/// @param tokenKeys shared keys that verify access tokens; at least 32 bytes each
/// @param tokenPublicKeys public keys that verify access tokens, each a PEM text
/// @param tokenJwksUrl where an identity provider publishes its public keys
/// @param tokenIssuer what `iss` of access tokens has to be
/// @param tokenAudience what `aud` of access tokens has to hold
/// @param encryptionMasterKey 32 bytes in Base64, which the app's backend has as well
/// @param limits what the app may do, in numbers
/// @param history how much of it its channels have; the first rule that names a channel decides
public record AppConfig(@Nullable String id, @Nullable String key, @Nullable String secret, List<KeyConfig> keys,
        boolean enabled, boolean sslOnly, int maxConnections, boolean clientEvents, boolean subscriptionCount,
        boolean watchlistEvents, boolean compression, boolean authorizedConnections, Duration authorizationTimeout,
        List<EndpointConfig> webhooks, boolean webhookBatching, List<String> origins, List<String> tokenKeys,
        List<String> tokenPublicKeys, @Nullable String tokenJwksUrl, @Nullable String tokenIssuer,
        @Nullable String tokenAudience, @Nullable String encryptionMasterKey, Limits limits,
        List<HistoryConfig> history) {
    /// What holds for an app that only says who it is.
    public static final AppConfig DEFAULTS = new AppConfig(null, null, null, List.of(), true, false, App.UNLIMITED,
            false, false, false, true, false, App.DEFAULT_AUTHORIZATION_TIMEOUT, List.of(), false, List.of(), List.of(),
            List.of(), null, null, null, null, Limits.DEFAULTS, List.of());

    private static final String NAME = "1 to 64 characters of A-Z a-z 0-9 _ -";

    public AppConfig {
        keys = List.copyOf(keys);
        webhooks = List.copyOf(webhooks);
        origins = List.copyOf(origins);
        tokenKeys = List.copyOf(tokenKeys);
        tokenPublicKeys = List.copyOf(tokenPublicKeys);
        history = List.copyOf(history);
    }

    /// What an operator would write to describe `app`.
    static AppConfig of(App app) {
        TokenTrust trust = app.tokenTrust();
        return new AppConfig(app.id().value(), null, null,
                app.credentials().stream().map(each -> new KeyConfig(each.key().value(), each.secret())).toList(),
                app.enabled(), app.sslOnly(), app.maxConnections(), app.clientEvents(), app.subscriptionCount(),
                app.watchlistEvents(), app.compression(), app.authorizedConnections(), app.authorizationTimeout(),
                app.webhooks().stream().map(EndpointConfig::of).toList(), app.webhookBatching(),
                app.origins().patterns(), trust.sharedKeys().stream().map(TokenKey::secret).toList(),
                trust.publicKeys().stream().map(TokenPublicKey::pem).toList(),
                trust.jwks().map(URI::toString).orElse(null), trust.issuer().orElse(null),
                trust.audience().orElse(null), app.encryptionMasterKey().map(EncryptionMasterKey::base64).orElse(null),
                app.limits(),
                app.history().rules().stream().map(HistoryConfig::of).toList());
    }

    /// The app.
    ///
    /// @throws IllegalArgumentException if something required is missing or malformed; names the key
    public App toApp() {
        AppId appId = named("id", id, AppId::new);
        return App.builder(appId, credentials()).enabled(enabled).sslOnly(sslOnly).maxConnections(maxConnections)
                .clientEvents(clientEvents).subscriptionCount(subscriptionCount).watchlistEvents(watchlistEvents)
                .compression(compression)
                .authorizedConnections(authorizedConnections).authorizationTimeout(authorizationTimeout)
                .webhooks(madeWebhooks()).webhookBatching(webhookBatching)
                .origins(new Origins(origins)).tokenTrust(trust())
                .encryptionMasterKey(madeMasterKey()).limits(limits)
                .history(new HistoryRules(madeRules())).build();
    }

    private List<Credential> credentials() {
        if (keys.isEmpty()) {
            return List.of(credential("", key, secret));
        }
        if (key != null || secret != null) {
            throw new IllegalArgumentException("keys: expected either keys, or key and secret, got both");
        }
        var credentials = new ArrayList<Credential>();
        for (int i = 0; i < keys.size(); i++) {
            credentials.add(credential("keys[" + i + "].", keys.get(i).key(), keys.get(i).secret()));
        }
        return credentials;
    }

    private static Credential credential(String path, @Nullable String key, @Nullable String secret) {
        AppKey appKey = named(path + "key", key, AppKey::new);
        if (secret == null || secret.isEmpty()) {
            throw new IllegalArgumentException(path + "secret: expected the secret of key " + appKey + ", got nothing");
        }
        return new Credential(appKey, secret);
    }

    private List<Webhook> madeWebhooks() {
        var made = new ArrayList<Webhook>();
        for (int i = 0; i < webhooks.size(); i++) {
            try {
                made.add(webhooks.get(i).toWebhook());
            } catch (IllegalArgumentException refusal) {
                throw new IllegalArgumentException("webhooks[" + i + "]." + refusal.getMessage(), refusal);
            }
        }
        return made;
    }

    private TokenTrust trust() {
        List<TokenKey> shared = each("token-keys", tokenKeys, TokenKey::new);
        List<TokenPublicKey> published = each("token-public-keys", tokenPublicKeys, TokenPublicKey::ofPem);
        try {
            return new TokenTrust(shared, published, Optional.ofNullable(tokenJwksUrl).map(URI::create),
                    Optional.ofNullable(tokenIssuer), Optional.ofNullable(tokenAudience));
        } catch (IllegalArgumentException refusal) { // By URI or TokenTrust, which take all else.
            throw new IllegalArgumentException("token-jwks-url: expected an https or http URL with a host and without a"
                    + " user, got " + Secrecy.quoted("token-jwks-url", String.valueOf(tokenJwksUrl)), refusal);
        }
    }

    private static <T> List<T> each(String key, List<String> values, Function<String, T> constructor) {
        var made = new ArrayList<T>();
        for (int i = 0; i < values.size(); i++) {
            try {
                made.add(constructor.apply(values.get(i)));
            } catch (IllegalArgumentException refusal) {
                throw new IllegalArgumentException(key + "[" + i + "]: " + refusal.getMessage(), refusal);
            }
        }
        return made;
    }

    private Optional<EncryptionMasterKey> madeMasterKey() {
        try {
            return Optional.ofNullable(encryptionMasterKey).map(EncryptionMasterKey::ofBase64);
        } catch (IllegalArgumentException refusal) {
            throw new IllegalArgumentException("encryption-master-key: " + refusal.getMessage(), refusal);
        }
    }

    private List<HistoryRule> madeRules() {
        var made = new ArrayList<HistoryRule>();
        for (int i = 0; i < history.size(); i++) {
            try {
                made.add(history.get(i).toRule());
            } catch (IllegalArgumentException refusal) {
                throw new IllegalArgumentException("history[" + i + "]." + refusal.getMessage(), refusal);
            }
        }
        return made;
    }

    private static <T> T named(String path, @Nullable String value, Function<String, T> constructor) {
        if (value == null) {
            throw new IllegalArgumentException(path + ": expected " + NAME + ", got nothing");
        }
        try {
            return constructor.apply(value);
        } catch (MalformedNameException e) {
            throw new IllegalArgumentException(path + ": expected " + NAME + ", got " + Secrecy.quoted(path, value), e);
        }
    }

    @Override
    public String toString() {
        return "AppConfig[id=" + id + ", key=" + key + ", keys=" + keys + ", secrets and token keys …]";
    }
}
