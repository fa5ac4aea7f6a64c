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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {
    private static final String TOKEN_KEY = "0123456789abcdef0123456789abcdef";

    @TempDir private Path folder;

    private ServerConfig file(String yaml) {
        return load(yaml, Map.of(), Map.of());
    }

    private static ServerConfig variables(Map<String, String> variables) {
        return ConfigLoader.load(Map.of(), null, variables).config();
    }

    private ServerConfig load(String yaml, Map<String, String> variables, Map<String, String> flags) {
        return ConfigLoader.load(flags, write(yaml), variables).config();
    }

    private Path write(String yaml) {
        try {
            return Files.writeString(folder.resolve("anemone.yml"), yaml);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void assertRefused(String yaml, String sentence) {
        assertThatThrownBy(() -> file(yaml)).isInstanceOf(ConfigException.class).hasMessage(sentence);
    }

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

    @Nested
    class Refusals {
        @Test
        void ofUnknownKeysSayWhatWasMeant() {
            assertRefused("host: a\npotr: 1\n", "anemone.yml line 2: unknown setting potr: did you mean port?");
            assertRefused("gateway:\n\n  pong-timout: 1s\n",
                    "anemone.yml line 3: unknown setting gateway.pong-timout: did you mean gateway.pong-timeout?");
            assertRefused("apps:\n- {id: 1, key: k, secret: s, limits: {maxBatchEvents: 5}}\n",
                    "anemone.yml line 2: unknown setting apps[0].limits.maxBatchEvents: did you mean "
                            + "apps[0].limits.max-batch-events?");
        }

        @Test
        void ofKeysInTheWrongSectionSayTheRightOne() {
            assertRefused("pong-timeout: 1s\n",
                    "anemone.yml line 1: unknown setting pong-timeout: did you mean gateway.pong-timeout?");
        }

        @Test
        void ofKeysThatAreLikeNoneListAll() {
            assertRefused("api: { bananas: 1 }\n", "anemone.yml line 1: unknown setting api.bananas: expected one of "
                    + "timestamp-skew, max-body-bytes, body-timeout");
        }

        @Test
        void nameTheLineTheRangeAndWhatWasFound() {
            assertRefused("host: a\nport: 70000\n", "anemone.yml line 2: port: expected 0 to 65535, got 70000");
            assertRefused("gateway:\n  pong-timeout: 10ms\n",
                    "anemone.yml line 2: gateway.pong-timeout: expected 50ms to 3600s, got 10ms");
            assertRefused("apps:\n- id: 1\n  key: k\n  secret: s\n  limits:\n    max-batch-events: 0\n",
                    "anemone.yml line 6: apps[0].limits.max-batch-events: expected 1 to 10000, got 0");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
                "port: many|port: expected a whole number, got \"many\"",
                "port: 1.5|port: expected a whole number, got \"1.5\"",
                "port: 99999999999|port: expected a whole number, got \"99999999999\"",
                "port: [1]|port: expected one value, got a list",
                "gateway: { pong-timeout: 30 }|gateway.pong-timeout: expected a duration like 250ms, 30s, 5m, 24h or 7d, got \"30\"",
                "gateway: { subscription-errors: yes }|gateway.subscription-errors: expected true or false, got \"yes\"",
                "gateway: fast|gateway: expected settings by name, below it and indented, got \"fast\"",
                "roles: api|roles: expected a list, like [a, b], got \"api\"",
                "roles: [web]|roles[0]: expected api or gateway or auth, got \"web\"",
                "roles: []|roles: expected api, gateway, auth or some of these, got []",
                "roles: [api, api]|roles: expected api, gateway, auth or some of these, got [api, api]",
                "host: ''|host: expected an address to listen on, got nothing",
                "admin-port: 6001|admin-port: expected another port than port, got 6001",
                "path-prefix: a/|path-prefix: expected a path like /realtime, without a slash at its end, got a/",
                "apps: {id: 1}|apps: expected a list, like [a, b], got settings by name"})
        void sayWhatWasExpected(String yaml, String sentence) {
            assertRefused(yaml + "\n", "anemone.yml line 1: " + sentence);
        }

        @Test
        void ofAppsNameWhatIsMissingOrTwice() {
            assertRefused("apps:\n- key: k\n  secret: s\n",
                    "anemone.yml line 2: apps[0].id: expected 1 to 64 characters of A-Z a-z 0-9 _ -, got nothing");
            assertRefused("apps:\n- id: 1\n  key: a b\n  secret: s\n",
                    "anemone.yml line 3: apps[0].key: expected 1 to 64 characters of A-Z a-z 0-9 _ -, got \"a b\"");
            assertRefused("apps:\n- id: 1\n  key: k\n",
                    "anemone.yml line 2: apps[0].secret: expected the secret of key k, got nothing");
            assertRefused("apps:\n- id: 1\n  key: k\n  secret: s\n  keys: [{key: a, secret: b}]\n",
                    "anemone.yml line 5: apps[0].keys: expected either keys, or key and secret, got both");
            assertRefused("apps:\n- {id: 1, key: k, secret: s}\n- {id: 1, key: l, secret: s}\n",
                    "anemone.yml line 3: apps[1].id: expected ids and keys of its own, got id 1 twice");
            assertRefused("apps:\n- {id: 1, key: k, secret: s}\n- {id: 2, key: k, secret: s}\n",
                    "anemone.yml line 3: apps[1].key: expected ids and keys of its own, got key k twice");
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
                "{}|webhooks[0].url: expected http://HOST/… or https://HOST/…, got nothing",
                "{url: backend.example}|webhooks[0].url: expected http://HOST/… or https://HOST/…, got backend.example",
                "{url: 'http://a b'}|webhooks[0].url: expected http://HOST/… or https://HOST/…, got \"http://a b\"",
                "{url: 'http://me:hunter2@a.example'}|webhooks[0].url: expected no user and password in it, got some for a.example",
                "{url: 'http://a.example', events: []}|webhooks[0].events: expected at least one",
                "{url: 'http://a.example', event: [presence]}|webhooks[0].event: did you mean apps[0].webhooks[0].events?",
                "{url: 'http://a.example', events: [member_left]}|webhooks[0].events[0]: expected channel_occupied or "
                        + "channel_vacated or member_added or member_removed or client_event or cache_miss or "
                        + "subscription_count or channel-existence or presence or client-events or cache-channels or "
                        + "subscription-count, got \"member_left\""})
        void ofWebhooksSayWhatIsWrong(String webhook, String sentence) {
            String path = sentence.contains("did you mean") ? "unknown setting apps[0]." : "apps[0].";
            assertRefused("apps:\n- id: 1\n  key: k\n  secret: s\n  webhooks:\n  - " + webhook + "\n",
                    "anemone.yml line 6: " + path + sentence);
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', value = {
                "{size: 5}|history[0].channels: expected names of channels, in which each * stands for any characters, "
                        + "like \"private-chat-*\", got nothing",
                "{channels: 'room #1'}|history[0].channels: expected names of channels, in which each * stands for any "
                        + "characters, like \"private-chat-*\", got \"room #1\"",
                "{channels: a, size: 0}|history[0].size: expected 1 to 10000 (for none, enabled: false), got 0",
                "{channels: a, size: 10001}|history[0].size: expected 1 to 10000 (for none, enabled: false), got 10001",
                "{channels: a, size: many}|history[0].size: expected a whole number, got \"many\"",
                "{channels: a, ttl: 500ms}|history[0].ttl: expected 1s to 168h, got 500ms",
                "{channels: a, ttl: 8d}|history[0].ttl: expected 1s to 168h, got 8d",
                "{channels: a, chanel: b}|history[0].chanel: did you mean apps[0].history[0].channels?"})
        void ofHistorySayWhatIsWrong(String rule, String sentence) {
            String path = sentence.contains("did you mean") ? "unknown setting apps[0]." : "apps[0].";
            assertRefused("apps:\n- id: 1\n  key: k\n  secret: s\n  history:\n  - " + rule + "\n",
                    "anemone.yml line 6: " + path + sentence);
        }

        @Test
        void ofTokenKeysSayHowToMakeOne() {
            assertRefused("apps:\n- id: 1\n  key: k\n  secret: s\n  token-keys:\n  - short\n",
                    "anemone.yml line 6: apps[0].token-keys[0]: A token key needs at least 32 bytes, got 5. "
                            + "Make one with: openssl rand -hex 32");
        }

        @ParameterizedTest
        @ValueSource(strings = {"apps:\n- {id: 1, key: k, secret: [hunter2]}\n",
                "apps:\n- {id: 1, key: k, secret: hunter2, token-keys: [hunter2]}\n",
                "apps:\n- {id: 1, key: k, secret: hunter2, token-keys: hunter2}\n",
                "apps:\n- {id: 1, key: k, secret: *hunter2}\n", "apps:\n- {id: 1, key: k, secret: &hunter2}\n  x\n",
                "apps:\n- {id: 1, key: k, secret: \"hunter2}\n", "redis: http://:hunter2@host\n",
                "apps:\n- {id: 1, key: k, secret: hunter2}\n- {id: 1, key: l, secret: hunter2}\n"})
        void neverShowASecret(String yaml) {
            assertThatThrownBy(() -> file(yaml)).isInstanceOf(ConfigException.class)
                    .satisfies(refusal -> assertThat(refusal.getMessage()).startsWith("anemone.yml line ")
                            .doesNotContain("hunter2")
                            .doesNotContain("\n"));
        }

        @Test
        void ofTextThatIsNotYamlNameTheLine() {
            assertThatThrownBy(() -> file("host: a\nport: [1\n")).isInstanceOf(ConfigException.class)
                    .hasMessageMatching("anemone.yml line [23]: not YAML: .+");
            assertThatThrownBy(() -> file("host: \0\n")).isInstanceOf(ConfigException.class)
                    .hasMessageStartingWith("anemone.yml");
        }

        @Test
        void ofKeysSetTwiceNameBothLines() {
            assertRefused("port: 1\nhost: a\nport: 2\n",
                    "anemone.yml line 3: port is set a second time; the first is at anemone.yml line 1");
        }

        @Test
        void ofFilesWithoutNames() {
            assertRefused("- port\n", "anemone.yml line 1: expected settings by name, like port: 6001");
            assertRefused("6001\n", "anemone.yml line 1: expected settings by name, like port: 6001");
            assertRefused("? [a]\n: 1\n", "anemone.yml is not YAML that holds settings by name.");
        }

        @Test
        void endWhereAFileContainsItself() {
            assertRefused("apps: &a [*a]\n", "anemone.yml line 1: nothing is set this deep");
        }
    }

    @Nested
    class Variables {
        @Test
        void setWhatTheFileCan() {
            ServerConfig config = variables(Map.of("ANEMONE_HOST", "0.0.0.0", "ANEMONE_ROLES", "api, auth",
                    "ANEMONE_REDIS", "redis://r:6379", "ANEMONE_PATH_PREFIX", "/p", "ANEMONE_API_TIMESTAMP_SKEW", "5m",
                    "ANEMONE_AUTH_ALLOWED_ORIGINS", "https://a.example,https://b.example"));

            assertThat(config.host()).isEqualTo("0.0.0.0");
            assertThat(config.roles()).containsExactly(Role.API, Role.AUTH);
            assertThat(config.redis()).isEqualTo("redis://r:6379");
            assertThat(config.pathPrefix()).isEqualTo("/p");
            assertThat(config.api().timestampSkew()).isEqualTo(Duration.ofMinutes(5));
            assertThat(config.auth().allowedOrigins()).containsExactly("https://a.example", "https://b.example");
        }

        @Test
        void describeTheHistoryOfOneApp() {
            ServerConfig config = variables(Map.of("ANEMONE_APP_ID", "1", "ANEMONE_APP_KEY", "k", "ANEMONE_APP_SECRET",
                    "s", "ANEMONE_APP_HISTORY", "[{\"channels\":\"room-*\",\"size\":7}]"));

            assertThat(config.toApps().getFirst().history().rules())
                    .containsExactly(new HistoryRule(Glob.of("room-*"), 7, Duration.ofMinutes(2)));
        }

        @Test
        void describeTheWebhooksOfOneApp() {
            ServerConfig config = variables(Map.of("ANEMONE_APP_ID", "1", "ANEMONE_APP_KEY", "k", "ANEMONE_APP_SECRET",
                    "s", "ANEMONE_APP_WEBHOOKS", "[{\"url\":\"https://backend.example/\",\"events\":[\"presence\"]}]",
                    "ANEMONE_APP_WEBHOOK_BATCHING", "true", "ANEMONE_WEBHOOKS_GRACE", "1s"));

            App app = config.toApps().getFirst();
            assertThat(app.webhooks()).containsExactly(new Webhook(URI.create("https://backend.example/"),
                    Set.of(WebhookEvent.MEMBER_ADDED, WebhookEvent.MEMBER_REMOVED), "", "", true));
            assertThat(app.webhookBatching()).isTrue();
            assertThat(config.webhooks().toRules().grace()).isEqualTo(Duration.ofSeconds(1));
        }

        @Test
        void describeOneApp() {
            ServerConfig config = variables(Map.of("ANEMONE_APP_ID", "7", "ANEMONE_APP_KEY", "k", "ANEMONE_APP_SECRET",
                    "s", "ANEMONE_APP_TOKEN_KEY", TOKEN_KEY + ",", "ANEMONE_APP_CLIENT_EVENTS", "true",
                    "ANEMONE_APP_LIMITS_MAX_BATCH_EVENTS", "20"));

            App app = config.toApps().getFirst();
            assertThat(app.id().value()).isEqualTo("7");
            assertThat(app.primaryCredential()).isEqualTo(new Credential(new AppKey("k"), "s"));
            assertThat(app.tokenTrust().sharedKeys()).containsExactly(new TokenKey(TOKEN_KEY + ","));
            assertThat(app.clientEvents()).isTrue();
            assertThat(app.limits().maxBatchEvents()).isEqualTo(20);
        }

        @ParameterizedTest
        @ValueSource(strings = {
                "[{\"id\":\"7\",\"key\":\"k\",\"secret\":\"s\",\"limits\":{\"max-batch-events\":20}},{\"id\":8,\"keys\":"
                        + "[{\"key\":\"l\",\"secret\":\"t\"}]}]",
                "- {id: 7, key: k, secret: s, limits: {max-batch-events: 20}}\n- id: 8\n  keys: [{key: l, secret: t}]\n"})
        void describeManyAppsInJsonOrYaml(String apps) {
            List<App> read = variables(Map.of("ANEMONE_APPS", apps)).toApps();

            assertThat(read).extracting(app -> app.id().value()).containsExactly("7", "8");
            assertThat(read.getFirst().limits().maxBatchEvents()).isEqualTo(20);
            assertThat(read.getLast().credentials()).containsExactly(new Credential(new AppKey("l"), "t"));
        }

        @Test
        void giveOneAppSeveralKeys() {
            assertThat(variables(Map.of("ANEMONE_APP_ID", "7", "ANEMONE_APP_KEYS",
                    "[{key: old, secret: s}, {key: new, secret: t}]")).toApps().getFirst().credentials())
                    .containsExactly(new Credential(new AppKey("old"), "s"), new Credential(new AppKey("new"), "t"));
        }

        @ParameterizedTest
        @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
                "[{key: k, secret: hunter2}]|apps[0].id: expected 1 to 64 characters of A-Z a-z 0-9 _ -, got nothing",
                "{id: 7, secret: hunter2}|apps: expected a list, like [a, b], got settings by name",
                "'[{secret: hunter2}]'|apps: expected a list, like [a, b], got …",
                "[{ids: 7, secret: hunter2}]|unknown setting apps[0].ids: did you mean apps[0].id?"})
        void whoseListIsWrongAreRefused(String apps, String refusal) {
            assertThatThrownBy(() -> variables(Map.of("ANEMONE_APPS", apps))).isInstanceOf(ConfigException.class)
                    .hasMessage("ANEMONE_APPS: " + refusal);
        }

        @Test
        void thatAreNoYamlAreRefusedWithoutBeingShown() {
            assertThatThrownBy(() -> variables(Map.of("ANEMONE_APPS", "[{secret: \"hunter2}]")))
                    .isInstanceOf(ConfigException.class).hasMessageStartingWith("ANEMONE_APPS: not YAML")
                    .hasMessageNotContaining("hunter2");
        }

        @Test
        void withAnEmptyListOfAppsSayNothingAboutApps() {
            assertThat(variables(Map.of("ANEMONE_APPS", "")).apps()).isEmpty();
        }

        @Test
        void describeAppsInOneWay() {
            assertThatThrownBy(() -> variables(Map.of("ANEMONE_APPS", "[]", "ANEMONE_APP_ID", "7")))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(
                            "ANEMONE_APPS: apps: expected either these apps or the ANEMONE_APP_* variables, got both");
        }

        @Test
        void ofAnAppNeedAllThree() {
            assertThatThrownBy(() -> variables(Map.of("ANEMONE_APP_ID", "7"))).isInstanceOf(ConfigException.class)
                    .hasMessage("the ANEMONE_APP_* variables: apps[0].key: expected 1 to 64 characters of "
                            + "A-Z a-z 0-9 _ -, got nothing");
        }

        @Test
        void ofAnAppDoNotMixWithAList() {
            assertThatThrownBy(() -> load("apps:\n- {id: 1, key: k, secret: s}\n", Map.of("ANEMONE_APP_ID", "7"),
                    Map.of())).isInstanceOf(ConfigException.class)
                    .hasMessage(
                            "anemone.yml line 1: apps: expected either these apps or the ANEMONE_APP_* variables, got both");
        }

        @Test
        void thatAreUnknownStopTheStart() {
            assertThatThrownBy(() -> variables(Map.of("ANEMONE_GATEWAY_PONG_TIMOUT", "1s")))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage(
                            "unknown variable ANEMONE_GATEWAY_PONG_TIMOUT: did you mean ANEMONE_GATEWAY_PONG_TIMEOUT?");
        }

        @Test
        void thatDoNotFitAreNamed() {
            assertThatThrownBy(() -> variables(Map.of("ANEMONE_PORT", "x"))).isInstanceOf(ConfigException.class)
                    .hasMessage("ANEMONE_PORT: port: expected a whole number, got \"x\"");
            assertThatThrownBy(() -> variables(Map.of("ANEMONE_GATEWAY_PONG_TIMEOUT", "2h")))
                    .isInstanceOf(ConfigException.class)
                    .hasMessage("ANEMONE_GATEWAY_PONG_TIMEOUT: gateway.pong-timeout: expected 50ms to 3600s, got 2h");
        }

        @Test
        void ofOthersAreLeftAlone() {
            assertThat(variables(Map.of("PATH", "/bin", "ANEMONE_URL", "http://x", "ANEMONE_JAVA_OPTS", "-Xmx1g",
                    "ANEMONES", "?"))).isEqualTo(ServerConfig.DEFAULTS);
        }

        @Test
        void ofAKubernetesServiceAreLeftAlone() {
            assertThat(variables(Map.of("ANEMONE_PORT", "tcp://10.0.0.1:6001", "ANEMONE_SERVICE_HOST", "10.0.0.1",
                    "ANEMONE_SERVICE_PORT", "6001", "ANEMONE_PORT_6001_TCP", "tcp://10.0.0.1:6001",
                    "ANEMONE_PORT_6001_TCP_ADDR", "10.0.0.1"))).isEqualTo(ServerConfig.DEFAULTS);
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
