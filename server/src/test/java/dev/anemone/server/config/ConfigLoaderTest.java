package dev.anemone.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anemone.api.webhooks.WebhookConfig;
import dev.anemone.model.App;
import dev.anemone.model.AppKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import dev.anemone.model.Glob;
import dev.anemone.model.HistoryRule;
import dev.anemone.model.HistoryRules;
import dev.anemone.model.TokenKey;
import dev.anemone.model.Webhook;
import dev.anemone.model.WebhookEvent;
import dev.anemone.store.WebhookRules;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest extends ConfigTestbed {
    @Nested
    class Sources {
        @Test
        void withoutAnythingTheDefaultsHold() {
            assertThat(variables(Map.of())).isEqualTo(ServerConfig.DEFAULTS);
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "# nothing\n", "---\n", "gateway:\n", "gateway: {}\napi: { }\n", "port: ~\n"})
        void anEmptyFileChangesNothing(String yaml) {
            assertThat(file(yaml)).isEqualTo(ServerConfig.DEFAULTS);
        }

        @Test
        void flagsBeatVariablesAndVariablesBeatTheFile() {
            String yaml = "port: 1\nadmin-port: 2\nhost: file\n";
            ServerConfig config = load(yaml, Map.of("ANEMONE_PORT", "3", "ANEMONE_ADMIN_PORT", "4"),
                    Map.of("port", "5"));

            assertThat(List.of(config.port(), config.adminPort(), config.host())).containsExactly(5, 4, "file");
        }

        @Test
        void sectionsAreMergedKeyByKey() {
            ServerConfig config = load("gateway: { pong-timeout: 1s, close-timeout: 2s }",
                    Map.of("ANEMONE_GATEWAY_CLOSE_TIMEOUT", "3s"), Map.of());

            assertThat(config.gateway().pongTimeout()).isEqualTo(Duration.ofSeconds(1));
            assertThat(config.gateway().closeTimeout()).isEqualTo(Duration.ofSeconds(3));
        }

        @Test
        void aVariableCanNameTheFile() {
            Path named = write("port: 7\n");

            assertThat(variables(Map.of("ANEMONE_CONFIG", named.toString())).port()).isEqualTo(7);
        }

        @Test
        void theFlagBeatsTheVariableThatNamesTheFile() {
            assertThat(load("port: 7\n", Map.of("ANEMONE_CONFIG", "/nowhere"), Map.of()).port()).isEqualTo(7);
        }
    }

    @Nested
    class TheFile {
        @Test
        void takesEveryKindOfValue() {
            ServerConfig config = file("""
                    host: 0.0.0.0
                    port: 7001
                    roles: [gateway, api]
                    redis: redis://127.0.0.1:6379
                    path-prefix: /realtime/v1
                    gateway:
                      activity-timeout: 250ms
                      max-connections: 100
                      subscription-errors: false
                    auth: { allowed-origins: ["https://shop.example", "http://localhost:3000"] }
                    """);

            assertThat(config.host()).isEqualTo("0.0.0.0");
            assertThat(config.port()).isEqualTo(7001);
            assertThat(config.roles()).containsExactly(Role.GATEWAY, Role.API);
            assertThat(config.redis()).isEqualTo("redis://127.0.0.1:6379");
            assertThat(config.pathPrefix()).isEqualTo("/realtime/v1");
            assertThat(config.gateway().activityTimeout()).isEqualTo(Duration.ofMillis(250));
            assertThat(config.gateway().maxConnections()).isEqualTo(100);
            assertThat(config.gateway().subscriptionErrors()).isFalse();
            assertThat(config.auth().allowedOrigins()).containsExactly("https://shop.example", "http://localhost:3000");
        }

        @Test
        void describesApps() {
            List<App> apps = file("""
                    apps:
                      - id: 1
                        key: k
                        secret: 007
                      - id: "2"
                        keys: [{key: old, secret: s1}, {key: new, secret: s2}]
                        enabled: false
                        ssl-only: true
                        max-connections: 100
                        client-events: true
                        subscription-count: true
                        token-keys: ["%s"]
                        limits:
                          max-event-data-bytes: 20480
                          cache-ttl: 5m
                    """.formatted(TOKEN_KEY)).toApps();

            App first = apps.get(0);
            assertThat(first.id().value()).isEqualTo("1");
            assertThat(first.credentials()).containsExactly(new Credential(new AppKey("k"), "007"));
            assertThat(first.enabled()).isTrue();
            assertThat(first.maxConnections()).isEqualTo(App.UNLIMITED);
            App second = apps.get(1);
            assertThat(second.credentials()).extracting(credential -> credential.key().value())
                    .containsExactly("old", "new");
            assertThat(second.enabled()).isFalse();
            assertThat(second.sslOnly()).isTrue();
            assertThat(second.maxConnections()).isEqualTo(100);
            assertThat(second.clientEvents()).isTrue();
            assertThat(second.subscriptionCount()).isTrue();
            assertThat(second.tokenTrust().sharedKeys()).containsExactly(new TokenKey(TOKEN_KEY));
            assertThat(second.limits().maxEventDataBytes()).isEqualTo(20_480);
            assertThat(second.limits().cacheTtl()).isEqualTo(Duration.ofMinutes(5));
            assertThat(second.limits().maxBatchEvents()).isEqualTo(10);
        }

        @Test
        void describesWebhooks() {
            App app = file("""
                    apps:
                      - id: 1
                        key: k
                        secret: s
                        webhook-batching: true
                        webhooks:
                          - url: http://10.0.0.7:8080/hooks?a=b
                          - url: https://backend.example/
                            events: [channel-existence, member_added, subscription-count, member_added]
                            channel-prefix: presence-
                            channel-suffix: -eu
                    """).toApps().getFirst();

            assertThat(app.webhookBatching()).isTrue();
            assertThat(app.webhooks()).containsExactly(
                    new Webhook(URI.create("http://10.0.0.7:8080/hooks?a=b"), WebhookEvent.DEFAULTS, "", "", true),
                    new Webhook(URI.create("https://backend.example/"),
                            Set.of(WebhookEvent.CHANNEL_OCCUPIED, WebhookEvent.CHANNEL_VACATED,
                                    WebhookEvent.MEMBER_ADDED, WebhookEvent.SUBSCRIPTION_COUNT),
                            "presence-", "-eu", true));
        }

        @Test
        void describesHistory() {
            HistoryRules rules = file("""
                    apps:
                      - id: 1
                        key: k
                        secret: s
                        history:
                          - { channels: "private-chat-*", size: 1000, ttl: 1h }
                          - { channels: "cursor-*", enabled: false }
                          - { channels: "*-eu", ttl: 5m }
                          - { channels: "#server-to-user-*", size: 1 }
                    """).toApps().getFirst().history();

            assertThat(rules.rules()).containsExactly(
                    new HistoryRule(Glob.of("private-chat-*"), 1_000, Duration.ofHours(1)),
                    new HistoryRule(Glob.of("cursor-*"), 0, Duration.ofMinutes(2)),
                    new HistoryRule(Glob.of("*-eu"), 100, Duration.ofMinutes(5)),
                    new HistoryRule(Glob.of("#server-to-user-*"), 1, Duration.ofMinutes(2)));
            assertThat(rules.of(new ChannelName("cursor-eu")).on()).isFalse();
            assertThat(rules.of(new ChannelName("another"))).isEqualTo(HistoryRule.DEFAULT);
        }

        @ParameterizedTest
        @EnumSource
        void namesEveryEventOfAWebhookAsItIsNamedOnTheWire(WebhookEvent event) {
            App app = file("apps: [{id: 1, key: k, secret: s, webhooks: [{url: 'http://a', events: [" + event.wireName()
                    + "]}]}]").toApps().getFirst();

            assertThat(app.webhooks().getFirst().events()).containsExactly(event);
        }

        @Test
        void describesHowWebhooksAreMadeAndSent() {
            WebhookSettings settings = file("webhooks: { grace: 0s, keep-finished: 1h, retry-horizon: 10s }")
                    .webhooks();

            assertThat(settings.toRules().grace()).isZero();
            assertThat(settings.toRules().keepFinished()).isEqualTo(Duration.ofHours(1));
            assertThat(settings.toRules().maxWaitingEvents()).isEqualTo(WebhookRules.DEFAULTS.maxWaitingEvents());
            assertThat(settings.toConfig().retryHorizon()).isEqualTo(Duration.ofSeconds(10));
            assertThat(WebhookSettings.DEFAULTS.toRules()).isEqualTo(WebhookRules.DEFAULTS);
            assertThat(WebhookSettings.DEFAULTS.toConfig()).isEqualTo(WebhookConfig.DEFAULTS);
        }

        @Test
        void sharesWhatAnAliasNames() {
            ServerConfig config = file("""
                    apps:
                      - { id: 1, key: a, secret: s, limits: &large { max-batch-events: 50 } }
                      - { id: 2, key: b, secret: s, limits: *large }
                    """);

            assertThat(config.toApps()).allMatch(app -> app.limits().maxBatchEvents() == 50);
        }

        @Test
        void thatIsMissingIsNamed() {
            Path missing = folder.resolve("missing.yml");

            assertThatThrownBy(() -> ConfigLoader.load(Map.of(), missing, Map.of())).isInstanceOf(ConfigException.class)
                    .hasMessage("There is no configuration file " + missing + ".");
        }

        @Test
        void thatIsNoTextIsNamed() throws IOException {
            Path file = folder.resolve("anemone.yml");
            Files.write(file, "host: ä".getBytes(StandardCharsets.ISO_8859_1));

            assertThatThrownBy(() -> ConfigLoader.load(Map.of(), file, Map.of())).isInstanceOf(ConfigException.class)
                    .hasMessage(file + " is not UTF-8 text.");
        }

        @Test
        void thatIsAFolderIsNamed() {
            assertThatThrownBy(() -> ConfigLoader.load(Map.of(), folder, Map.of())).isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("Cannot read " + folder);
        }
    }

    @Test
    void flagsAreNamedLikeTheyWereTyped() {
        assertThatThrownBy(() -> ConfigLoader.load(Map.of("admin-port", "-1"), null, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--admin-port: admin-port: expected 0 to 65535, got -1");
        assertThatThrownBy(() -> ConfigLoader.load(Map.of("roles", "api,web"), null, Map.of()))
                .isInstanceOf(ConfigException.class)
                .hasMessage("--roles: roles[1]: expected api or gateway or auth, got \"web\"");
    }

    @Test
    void noConfigurationTellsItsSecrets() {
        ServerConfig config = file("apps:\n- {id: 1, key: k, secret: hunter2, token-keys: [" + TOKEN_KEY + "]}\n"
                + "- {id: 2, keys: [{key: l, secret: hunter2}]}\n");

        assertThat(config.toString()).doesNotContain("hunter2").doesNotContain(TOKEN_KEY).contains("AppConfig[id=1");
    }
}
