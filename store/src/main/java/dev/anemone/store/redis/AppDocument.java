package dev.anemone.store.redis;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import dev.anemone.model.EncryptionMasterKey;
import dev.anemone.model.Glob;
import dev.anemone.model.HistoryRule;
import dev.anemone.model.HistoryRules;
import dev.anemone.model.Limits;
import dev.anemone.model.Origins;
import dev.anemone.model.TokenKey;
import dev.anemone.model.TokenPublicKey;
import dev.anemone.model.TokenTrust;
import dev.anemone.model.Webhook;
import dev.anemone.model.WebhookEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// An app as it is stored in Redis: a JSON object with the keys of the configuration file. It holds the app's secrets, so
/// it is stored and read, and never published or logged.
final class AppDocument {
    private static final ObjectMapper JSON = new ObjectMapper();

    private AppDocument() {}

    static byte[] encode(App app) {
        ObjectNode document = JSON.createObjectNode().put("id", app.id().value());
        var keys = document.putArray("keys");
        for (Credential credential : app.credentials()) {
            keys.addObject().put("key", credential.key().value()).put("secret", credential.secret());
        }
        document.put("enabled", app.enabled()).put("ssl-only", app.sslOnly());
        if (app.maxConnections() != App.UNLIMITED) {
            document.put("max-connections", app.maxConnections());
        }
        document.put("client-events", app.clientEvents())
                .put("subscription-count", app.subscriptionCount())
                .put("watchlist-events", app.watchlistEvents())
                .put("compression", app.compression())
                .put("authorized-connections", app.authorizedConnections())
                .put("authorization-timeout", app.authorizationTimeout().toString());
        var origins = document.putArray("origins");
        app.origins().patterns().forEach(origins::add);
        var webhooks = document.putArray("webhooks");
        app.webhooks().forEach(webhook -> encode(webhook, webhooks.addObject()));
        document.put("webhook-batching", app.webhookBatching());
        var tokenKeys = document.putArray("token-keys");
        TokenTrust trust = app.tokenTrust();
        trust.sharedKeys().forEach(key -> tokenKeys.add(key.secret()));
        var publicKeys = document.putArray("token-public-keys");
        trust.publicKeys().forEach(key -> publicKeys.add(key.pem()));
        trust.jwks().ifPresent(url -> document.put("token-jwks-url", url.toString()));
        trust.issuer().ifPresent(issuer -> document.put("token-issuer", issuer));
        trust.audience().ifPresent(audience -> document.put("token-audience", audience));
        app.encryptionMasterKey().ifPresent(key -> document.put("encryption-master-key", key.base64()));
        Limits limits = app.limits();
        document.putObject("limits")
                .put("max-channel-name-length", limits.maxChannelNameLength())
                .put("max-event-name-length", limits.maxEventNameLength())
                .put("max-event-data-bytes", limits.maxEventDataBytes())
                .put("max-channels-per-event", limits.maxChannelsPerEvent())
                .put("max-batch-events", limits.maxBatchEvents())
                .put("backend-events-per-second", limits.backendEventsPerSecond())
                .put("client-events-per-second", limits.clientEventsPerSecond())
                .put("read-requests-per-second", limits.readRequestsPerSecond())
                .put("max-presence-members", limits.maxPresenceMembers())
                .put("max-user-info-bytes", limits.maxUserInfoBytes())
                .put("max-user-id-length", limits.maxUserIdLength())
                .put("max-watchlist-users", limits.maxWatchlistUsers())
                .put("cache-ttl", limits.cacheTtl().toString());
        var history = document.putArray("history");
        app.history().rules().forEach(rule -> encode(rule, history.addObject()));
        try {
            return JSON.writeValueAsBytes(document);
        } catch (JacksonException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private static void encode(Webhook webhook, ObjectNode document) {
        document.put("url", webhook.url().toString());
        var events = document.putArray("events");
        webhook.events().stream().sorted().forEach(event -> events.add(event.wireName()));
        document.put("channel-prefix", webhook.channelPrefix()).put("channel-suffix", webhook.channelSuffix());
    }

    private static void encode(HistoryRule rule, ObjectNode document) {
        document.put("channels", rule.channels().toString());
        if (rule.on()) {
            document.put("size", rule.size());
        } else {
            document.put("enabled", false);
        }
        document.put("ttl", rule.ttl().toString());
    }

    /// Whether it says that the app was removed, so that it is not taken for lost: then it is empty.
    static boolean isRemoval(byte[] document) {
        return document.length == 0;
    }

    /// The app of a document; empty if it is not one. What it does not say is as in an app by default; what it says
    /// beyond is passed over, so that nodes of two versions can share a Redis. None of
    /// its webhooks counts as the operator's: whoever can write to Redis can have written it.
    static Optional<App> decode(byte[] bytes) {
        try {
            return Optional.of(app(JSON.readTree(bytes)));
        } catch (IOException | IllegalArgumentException | DateTimeParseException _) { // Their messages may quote secrets.
            return Optional.empty();
        }
    }

    private static App app(JsonNode document) {
        var credentials = new ArrayList<Credential>();
        for (JsonNode key : document.path("keys")) {
            credentials.add(new Credential(new AppKey(key.path("key").asText()), key.path("secret").asText()));
        }
        var origins = new ArrayList<String>();
        for (JsonNode origin : document.path("origins")) {
            origins.add(origin.asText());
        }
        var id = new AppId(document.path("id").asText());
        return App.builder(id, credentials)
                .enabled(document.path("enabled").asBoolean(true))
                .sslOnly(document.path("ssl-only").asBoolean(false))
                .maxConnections(document.path("max-connections").asInt(App.UNLIMITED))
                .clientEvents(document.path("client-events").asBoolean(false))
                .subscriptionCount(document.path("subscription-count").asBoolean(false))
                .watchlistEvents(document.path("watchlist-events").asBoolean(false))
                .compression(document.path("compression").asBoolean(true))
                .authorizedConnections(document.path("authorized-connections").asBoolean(false))
                .authorizationTimeout(Duration.parse(
                        document.path("authorization-timeout").asText(App.DEFAULT_AUTHORIZATION_TIMEOUT.toString())))
                .origins(new Origins(origins))
                .webhooks(webhooks(document.path("webhooks")))
                .webhookBatching(document.path("webhook-batching").asBoolean(false))
                .tokenTrust(trust(document))
                .encryptionMasterKey(text(document, "encryption-master-key").map(EncryptionMasterKey::ofBase64))
                .limits(limits(document.path("limits")))
                .history(history(document.path("history")))
                .build();
    }

    private static TokenTrust trust(JsonNode document) {
        var sharedKeys = new ArrayList<TokenKey>();
        for (JsonNode key : document.path("token-keys")) {
            sharedKeys.add(new TokenKey(key.asText()));
        }
        var publicKeys = new ArrayList<TokenPublicKey>();
        for (JsonNode key : document.path("token-public-keys")) {
            publicKeys.add(TokenPublicKey.ofPem(key.asText()));
        }
        return new TokenTrust(sharedKeys, publicKeys, text(document, "token-jwks-url").map(URI::create),
                text(document, "token-issuer"), text(document, "token-audience"));
    }

    private static Optional<String> text(JsonNode document, String name) {
        return Optional.ofNullable(document.path(name).textValue());
    }

    /// A webhook that wants only events we do not know has nothing to hear from us.
    private static List<Webhook> webhooks(JsonNode documents) {
        var webhooks = new ArrayList<Webhook>();
        for (JsonNode document : documents) {
            Set<WebhookEvent> events = document.has("events")
                    ? EnumSet.noneOf(WebhookEvent.class)
                    : WebhookEvent.DEFAULTS;
            for (JsonNode name : document.path("events")) {
                WebhookEvent.ofWireName(name.asText()).ifPresent(events::add);
            }
            if (!events.isEmpty()) {
                webhooks.add(new Webhook(URI.create(document.path("url").asText()), events,
                        document.path("channel-prefix").asText(), document.path("channel-suffix").asText(), false));
            }
        }
        return webhooks;
    }

    private static HistoryRules history(JsonNode documents) {
        var rules = new ArrayList<HistoryRule>();
        for (JsonNode rule : documents) {
            int size = rule.path("size").asInt(HistoryRule.DEFAULT.size());
            rules.add(new HistoryRule(Glob.of(rule.path("channels").asText()),
                    rule.path("enabled").asBoolean(true) ? size : 0,
                    Duration.parse(rule.path("ttl").asText(HistoryRule.DEFAULT.ttl().toString()))));
        }
        return new HistoryRules(rules);
    }

    private static Limits limits(JsonNode limits) {
        Limits defaults = Limits.DEFAULTS;
        return new Limits(limits.path("max-channel-name-length").asInt(defaults.maxChannelNameLength()),
                limits.path("max-event-name-length").asInt(defaults.maxEventNameLength()),
                limits.path("max-event-data-bytes").asInt(defaults.maxEventDataBytes()),
                limits.path("max-channels-per-event").asInt(defaults.maxChannelsPerEvent()),
                limits.path("max-batch-events").asInt(defaults.maxBatchEvents()),
                limits.path("backend-events-per-second").asInt(defaults.backendEventsPerSecond()),
                limits.path("client-events-per-second").asInt(defaults.clientEventsPerSecond()),
                limits.path("read-requests-per-second").asInt(defaults.readRequestsPerSecond()),
                limits.path("max-presence-members").asInt(defaults.maxPresenceMembers()),
                limits.path("max-user-info-bytes").asInt(defaults.maxUserInfoBytes()),
                limits.path("max-user-id-length").asInt(defaults.maxUserIdLength()),
                limits.path("max-watchlist-users").asInt(defaults.maxWatchlistUsers()),
                Duration.parse(limits.path("cache-ttl").asText(defaults.cacheTtl().toString())));
    }
}
