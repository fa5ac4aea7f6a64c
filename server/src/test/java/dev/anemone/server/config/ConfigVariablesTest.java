package dev.anemone.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anemone.model.App;
import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import dev.anemone.model.Glob;
import dev.anemone.model.HistoryRule;
import dev.anemone.model.TokenKey;
import dev.anemone.model.Webhook;
import dev.anemone.model.WebhookEvent;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigVariablesTest extends ConfigTestbed {
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
