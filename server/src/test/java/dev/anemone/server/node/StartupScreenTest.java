package dev.anemone.server.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.server.RunningServer;
import org.junit.jupiter.api.Test;

class StartupScreenTest {
    private static final String OWN_APP = "apps: [{id: 7, key: own-key, secret: own-secret, "
            + "token-keys: [own-token-key-own-token-key-own-token-key]}]\n";

    @Test
    void theFirstLineNamesTheAddresses() {
        try (var node = RunningServer.start()) {
            assertThat(StartupScreen.of(node.server())).startsWith("Anemone " + Version.TEXT
                    + " listening on http://127.0.0.1:" + node.port() + " (admin http://127.0.0.1:"
                    + node.server().adminPort().number() + ")\n");
        }
    }

    @Test
    void theDevAppIsShownWithAllOneNeeds() {
        try (var node = RunningServer.start()) {
            String tokenKey = node.server().apps().getFirst().tokenTrust().sharedKeys().getFirst().secret();

            assertThat(StartupScreen.of(node.server()))
                    .contains("id app-id, key app-key, secret app-secret")
                    .contains("Its token key, new at each start: " + tokenKey)
                    .contains("open " + node.url() + "/ in a browser")
                    .contains("./anemone trigger --url " + node.url() + " my-channel my-event '{\"hello\":\"world\"}'")
                    .contains(
                            "new Pusher('app-key', { wsHost: '127.0.0.1', wsPort: " + node.port() + ", forceTLS: false")
                    .containsPattern("Open files: \\d+ at most, which allows about \\d+ connections\\.")
                    .contains("Roles      api, gateway, auth; state in memory, for this process alone");
            assertThat(StartupScreen.warning(node.server())).isEmpty();
        }
    }

    @Test
    void tokenKeysOfTheDevAppAreNeverTheSame() {
        try (var one = RunningServer.start(); var other = RunningServer.start()) {
            String key = one.server().apps().getFirst().tokenTrust().sharedKeys().getFirst().secret();

            assertThat(key).matches("[0-9a-f]{64}");
            assertThat(other.server().apps().getFirst().tokenTrust().sharedKeys().getFirst().secret())
                    .isNotEqualTo(key);
        }
    }

    @Test
    void secretsOfConfiguredAppsAreNotShown() {
        try (var node = RunningServer.start(OWN_APP + "host: 0.0.0.0\n")) {
            assertThat(StartupScreen.of(node.server())).doesNotContain("own-secret")
                    .doesNotContain("own-token-key")
                    .doesNotContain("dev app");
            assertThat(StartupScreen.warning(node.server())).isEmpty();
        }
    }

    @Test
    void theDevAppWithinReachOfOthersIsWarnedOf() {
        try (var node = RunningServer.start("host: 0.0.0.0")) {
            assertThat(StartupScreen.warning(node.server())).contains("WARNING")
                    .contains("0.0.0.0:" + node.port() + ": anybody can publish and listen.");
            assertThat(StartupScreen.of(node.server())).doesNotContain("in a browser")
                    .contains("ws://127.0.0.1:" + node.port() + "/app/{key}");
        }
    }

    @Test
    void aLoneNodeWithoutEveryRoleIsTold() {
        try (var node = RunningServer.start("roles: [gateway]")) {
            assertThat(StartupScreen.of(node.server())).contains("Roles      gateway; state in memory")
                    .contains("Without --redis no other node can reach this one, and it has not every role.")
                    .doesNotContain("REST API")
                    .doesNotContain("token key");
        }
    }

    @Test
    void thePrefixIsPartOfEveryAddress() {
        try (var node = RunningServer.start("path-prefix: /p")) {
            assertThat(StartupScreen.of(node.server())).contains(node.port() + "/p/app/{key}")
                    .contains("wsPath: '/p'")
                    .contains("--url " + node.url() + "/p my-channel");
        }
    }
}
