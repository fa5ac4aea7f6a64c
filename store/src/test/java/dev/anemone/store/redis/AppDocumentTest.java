package dev.anemone.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppDocumentTest {
    /// RFC 8410, §10.1.
    private static final String PEM = """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
            -----END PUBLIC KEY-----
            """;
    private static final String MASTER_KEY = "ZUhQVldIZzduRkdZVkJzS2pPRkRYV1JyaWJJUjJiMGI=";

    private static Optional<App> decode(String document) {
        return AppDocument.decode(document.getBytes(StandardCharsets.UTF_8));
    }

    private static String encode(App app) {
        return new String(AppDocument.encode(app), StandardCharsets.UTF_8);
    }

    /// Nodes of two versions meet on this text.
    @Test
    void theDocumentSpeaksLikeTheConfigurationFile() {
        var limits = new Limits(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, Duration.ofMillis(1_500));
        App app = App
                .builder(new AppId("7"),
                        List.of(new Credential(new AppKey("k1"), "s1"), new Credential(new AppKey("k2"), "é\"")))
                .enabled(false)
                .sslOnly(true)
                .maxConnections(100)
                .clientEvents(true)
                .subscriptionCount(true)
                .watchlistEvents(true)
                .compression(false)
                .authorizedConnections(true)
                .authorizationTimeout(Duration.ofMillis(2_500))
                .origins(new Origins(List.of("https://shop.example", "https://*.shop.example")))
                .webhooks(List.of(new Webhook(URI.create("https://backend.example/hooks?a=b"),
                        EnumSet.of(WebhookEvent.CACHE_MISS, WebhookEvent.MEMBER_ADDED), "presence-", "-eu", false)))
                .webhookBatching(true)
                .tokenTrust(new TokenTrust(List.of(new TokenKey("t".repeat(32))), List.of(TokenPublicKey.ofPem(PEM)),
                        Optional.of(URI.create("https://login.example/jwks.json?a=b")),
                        Optional.of("https://login.example/"),
                        Optional.of("shop \"é\"")))
                .encryptionMasterKey(Optional.of(EncryptionMasterKey.ofBase64(MASTER_KEY)))
                .limits(limits)
                .history(new HistoryRules(List.of(
                        new HistoryRule(Glob.of("private-chat-*"), 1_000, Duration.ofHours(1)),
                        new HistoryRule(Glob.of("*"), 0, Duration.ofMinutes(2)))))
                .build();

        assertThat(encode(app)).isEqualTo(
                "{\"id\":\"7\",\"keys\":[{\"key\":\"k1\",\"secret\":\"s1\"},{\"key\":\"k2\",\"secret\":\"é\\\"\"}],"
                        + "\"enabled\":false,\"ssl-only\":true,\"max-connections\":100,\"client-events\":true,"
                        + "\"subscription-count\":true,\"watchlist-events\":true,\"compression\":false,\"authorized-connections\":true,"
                        + "\"authorization-timeout\":\"PT2.5S\",\"origins\":[\"https://shop.example\",\"https://*.shop.example\"],"
                        + "\"webhooks\":[{\"url\":\"https://backend.example/hooks?a=b\","
                        + "\"events\":[\"member_added\",\"cache_miss\"],\"channel-prefix\":\"presence-\","
                        + "\"channel-suffix\":\"-eu\"}],\"webhook-batching\":true,"
                        + "\"token-keys\":[\"tttttttttttttttttttttttttttttttt\"],"
                        + "\"token-public-keys\":[\"" + PEM.replace("\n", "\\n") + "\"],"
                        + "\"token-jwks-url\":\"https://login.example/jwks.json?a=b\",\"token-issuer\":\"https://login.example/\","
                        + "\"token-audience\":\"shop \\\"é\\\"\",\"encryption-master-key\":\"" + MASTER_KEY + "\","
                        + "\"limits\":{\"max-channel-name-length\":1,\"max-event-name-length\":2,"
                        + "\"max-event-data-bytes\":3,\"max-channels-per-event\":4,\"max-batch-events\":5,"
                        + "\"backend-events-per-second\":6,\"client-events-per-second\":7,\"read-requests-per-second\":8,"
                        + "\"max-presence-members\":9,\"max-user-info-bytes\":10,\"max-user-id-length\":11,"
                        + "\"max-watchlist-users\":12,\"cache-ttl\":\"PT1.5S\"},"
                        + "\"history\":[{\"channels\":\"private-chat-*\",\"size\":1000,\"ttl\":\"PT1H\"},"
                        + "{\"channels\":\"*\",\"enabled\":false,\"ttl\":\"PT2M\"}]}");
        assertThat(AppDocument.decode(AppDocument.encode(app))).contains(app);
    }

    @Test
    void whatADocumentDoesNotSayIsAsByDefault() {
        App app = App.builder(new AppId("7"), List.of(new Credential(new AppKey("k"), "s"))).build();

        assertThat(decode("{\"id\":\"7\",\"keys\":[{\"key\":\"k\",\"secret\":\"s\"}]}")).contains(app);
        assertThat(decode(encode(app).replace("{\"id\"", "{\"of-tomorrow\":[1],\"id\""))).contains(app);
        assertThat(encode(app)).doesNotContain("max-connections");
    }

    @Test
    void aRuleOfHistoryMaySayOnlyForWhichChannelsItIs() {
        String document = "{\"id\":\"7\",\"keys\":[{\"key\":\"k\",\"secret\":\"s\"}],"
                + "\"history\":[{\"channels\":\"a-*\"},{\"channels\":\"b-*\",\"enabled\":false,\"size\":7}]}";

        assertThat(decode(document).orElseThrow().history().rules()).containsExactly(
                new HistoryRule(Glob.of("a-*"), 100, Duration.ofMinutes(2)),
                new HistoryRule(Glob.of("b-*"), 0, Duration.ofMinutes(2)));
    }

    @Test
    void noWebhookOfADocumentIsTheOperators() {
        var webhook = new Webhook(URI.create("http://10.0.0.1/"), WebhookEvent.DEFAULTS, "", "", true);
        App app = App.builder(new AppId("7"), List.of(new Credential(new AppKey("k"), "s")))
                .webhooks(List.of(webhook)).build();

        assertThat(decode(encode(app)).orElseThrow().webhooks()).singleElement()
                .isEqualTo(new Webhook(webhook.url(), webhook.events(), "", "", false));
    }

    @Test
    void ofWebhooksWhatWeKnowIsTaken() {
        String document = "{\"id\":\"7\",\"keys\":[{\"key\":\"k\",\"secret\":\"s\"}],\"webhooks\":["
                + "{\"url\":\"http://a.example\"},"
                + "{\"url\":\"http://b.example\",\"events\":[\"of_tomorrow\",\"subscription_count\"]},"
                + "{\"url\":\"http://c.example\",\"events\":[\"of_tomorrow\"]}]}";

        assertThat(decode(document).orElseThrow().webhooks()).containsExactly(
                new Webhook(URI.create("http://a.example"), WebhookEvent.DEFAULTS, "", "", false),
                new Webhook(URI.create("http://b.example"), Set.of(WebhookEvent.SUBSCRIPTION_COUNT), "", "", false));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "null", "{", "[]", "{}", "7", "\"x\"", "{\"id\":\"7\"}", "{\"id\":\"7\",\"keys\":[]}",
            "{\"id\":\"7\",\"keys\":[{\"key\":\"k\"}]}", "{\"id\":\"a b\",\"keys\":[{\"key\":\"k\",\"secret\":\"s\"}]}",
            "{\"id\":\"7\",\"keys\":[{\"key\":\"k\",\"secret\":\"s\"}],\"token-keys\":[\"short\"]}",
            "{\"id\":\"7\",\"keys\":[{\"key\":\"k\",\"secret\":\"s\"}],\"token-public-keys\":[\"no PEM\"]}",
            "{\"id\":\"7\",\"keys\":[{\"key\":\"k\",\"secret\":\"s\"}],\"token-jwks-url\":\"ftp://a\"}",
            "{\"id\":\"7\",\"keys\":[{\"key\":\"k\",\"secret\":\"s\"}],\"token-jwks-url\":\"a b\"}",
            "{\"id\":\"7\",\"keys\":[{\"key\":\"k\",\"secret\":\"s\"}],\"encryption-master-key\":\"c2hvcnQ=\"}",
            "{\"id\":\"7\",\"keys\":[{\"key\":\"k\",\"secret\":\"s\"}],\"webhooks\":[{\"url\":\"ftp://a\"}]}",
            "{\"id\":\"7\",\"keys\":[{\"key\":\"k\",\"secret\":\"s\"}],\"history\":[{\"channels\":\"*\",\"size\":-1}]}",
            "{\"id\":\"7\",\"keys\":[{\"key\":\"k\",\"secret\":\"s\"}],\"limits\":{\"cache-ttl\":\"soon\"}}",
            "{\"id\":\"7\",\"keys\":[{\"key\":\"k\",\"secret\":\"s\"}],\"limits\":{\"max-event-data-bytes\":0}}"})
    void whatIsNoAppIsRefused(String document) {
        assertThat(decode(document)).isEmpty();
    }
}
