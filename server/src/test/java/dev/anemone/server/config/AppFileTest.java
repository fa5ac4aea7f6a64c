package dev.anemone.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AppFileTest {
    /// RFC 8410, §10.1.
    private static final String PEM = """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
            -----END PUBLIC KEY-----
            """;
    private static final String MASTER_KEY = "ZUhQVldIZzduRkdZVkJzS2pPRkRYV1JyaWJJUjJiMGI=";
    private static final App PLAIN = App
            .builder(new AppId("1"), List.of(new Credential(new AppKey("k"), "s \"é\" \\ 😀\t: #"))).build();
    private static final App FULL = PLAIN.toBuilder()
            .credentials(List.of(new Credential(new AppKey("k"), "s"), new Credential(new AppKey("l"), "t")))
            .enabled(false)
            .sslOnly(true)
            .maxConnections(0)
            .clientEvents(true)
            .subscriptionCount(true)
            .watchlistEvents(true)
            .compression(false)
            .authorizedConnections(true)
            .authorizationTimeout(Duration.ofMillis(2_500))
            .webhooks(List.of(
                    new Webhook(URI.create("http://10.0.0.1/"), WebhookEvent.DEFAULTS, "private-", "-x", true),
                    new Webhook(URI.create("http://10.0.0.2/"),
                            EnumSet.of(WebhookEvent.MEMBER_ADDED, WebhookEvent.CACHE_MISS), "", "", true)))
            .webhookBatching(true)
            .origins(new Origins(List.of("https://shop.example", "https://*.shop.example")))
            .tokenTrust(new TokenTrust(List.of(new TokenKey("k".repeat(32)), new TokenKey("l".repeat(40))),
                    List.of(TokenPublicKey.ofPem(PEM)), Optional.of(URI.create("https://login.example/keys?a=b")),
                    Optional.of("https://login.example/"), Optional.of("shop")))
            .encryptionMasterKey(Optional.of(EncryptionMasterKey.ofBase64(MASTER_KEY)))
            .history(new HistoryRules(List.of(
                    new HistoryRule(Glob.of("private-chat-*"), 1_000, Duration.ofHours(1)),
                    new HistoryRule(Glob.of("ticker-*"), 0, HistoryRule.DEFAULT.ttl()))))
            .limits(new Limits(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, Duration.ofMillis(1_500)))
            .build();

    @TempDir private Path directory;

    private App read(String text) throws IOException {
        return AppFile.read(Files.writeString(directory.resolve("app.yml"), text));
    }

    @Test
    void whatIsWrittenIsReadAsTheSameApp() throws IOException {
        for (App app : List.of(PLAIN, FULL)) {
            assertThat(read(AppFile.text(app, true))).isEqualTo(app);
        }
    }

    @Test
    void withoutSecretsNoneIsThereAndTheFileIsNoApp() {
        String text = AppFile.text(FULL, false);

        assertThat(text).contains("key: \"l\"", "token-issuer: \"https://login.example/\"", "token-public-keys: [",
                "encryption-master-key: # hidden")
                .doesNotContain("\"s\"", "\"t\"", "k".repeat(32), "l".repeat(40), MASTER_KEY);
        assertThatThrownBy(() -> read(text)).isInstanceOf(ConfigException.class)
                .hasMessage("app.yml: keys[0].secret: expected the secret of key k, got nothing");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "key: k|app.yml: id: expected 1 to 64 characters of A-Z a-z 0-9 _ -, got nothing",
            "idd: 1|app.yml line 1: unknown setting idd: did you mean id?",
            "'{id: 1, key: k, secret: s, max-connections: -1}'|app.yml: max-connections: expected 0 or more, got -1",
            "[]|app.yml line 1: expected settings by name, like port: 6001"})
    void whatIsNoAppIsRefusedWithASentence(String text, String sentence) {
        assertThatThrownBy(() -> read(text)).isInstanceOf(ConfigException.class).hasMessage(sentence);
    }
}
