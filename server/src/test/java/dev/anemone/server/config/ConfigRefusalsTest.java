package dev.anemone.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigRefusalsTest extends ConfigTestbed {
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
