package dev.anemone.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.anemone.model.App;
import dev.anemone.model.EncryptionMasterKey;
import dev.anemone.model.TokenKey;
import dev.anemone.model.TokenPublicKey;
import dev.anemone.model.TokenTrust;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whose tokens an app believes, and its master key, as they are configured.
class TokenSettingsTest {
    private static final String TOKEN_KEY = "0123456789abcdef0123456789abcdef";
    private static final String MASTER_KEY = "ZUhQVldIZzduRkdZVkJzS2pPRkRYV1JyaWJJUjJiMGI=";
    /// RFC 8410, §10.1.
    private static final String PEM = """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
            -----END PUBLIC KEY-----
            """;

    @TempDir private Path folder;

    /// An app with these settings, each a line.
    private App app(String settings) {
        String yaml = "apps:\n  - id: 1\n    key: k\n    secret: s\n" + settings.indent(4);
        try {
            Path file = Files.writeString(folder.resolve("anemone.yml"), yaml);
            return ConfigLoader.load(Map.of(), file, Map.of()).config().toApps().getFirst();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void assertRefused(String settings, String sentence) {
        assertThatThrownBy(() -> app(settings)).isInstanceOf(ConfigException.class)
                .hasMessageStartingWith("anemone.yml line ").hasMessageContaining(sentence);
    }

    @Test
    void everySettingIsTaken() {
        App app = app("""
                token-keys: [%s]
                token-public-keys:
                  - |
                %s
                token-jwks-url: https://login.example/.well-known/jwks.json
                token-issuer: https://login.example/
                token-audience: shop
                encryption-master-key: %s
                """.formatted(TOKEN_KEY, PEM.indent(4), MASTER_KEY));

        assertThat(app.tokenTrust()).isEqualTo(new TokenTrust(List.of(new TokenKey(TOKEN_KEY)),
                List.of(TokenPublicKey.ofPem(PEM)),
                Optional.of(URI.create("https://login.example/.well-known/jwks.json")),
                Optional.of("https://login.example/"), Optional.of("shop")));
        assertThat(app.encryptionMasterKey()).contains(EncryptionMasterKey.ofBase64(MASTER_KEY));
    }

    @Test
    void variablesSayItToo() {
        App app = ConfigLoader.load(Map.of(), null, Map.of("ANEMONE_APP_ID", "1", "ANEMONE_APP_KEY", "k",
                "ANEMONE_APP_SECRET", "s", "ANEMONE_APP_TOKEN_PUBLIC_KEY", PEM, "ANEMONE_APP_TOKEN_JWKS_URL",
                "https://login.example/keys", "ANEMONE_APP_TOKEN_ISSUER", "i", "ANEMONE_APP_TOKEN_AUDIENCE", "a",
                "ANEMONE_APP_ENCRYPTION_MASTER_KEY", MASTER_KEY)).config().toApps().getFirst();

        assertThat(app.tokenTrust()).isEqualTo(new TokenTrust(List.of(), List.of(TokenPublicKey.ofPem(PEM)),
                Optional.of(URI.create("https://login.example/keys")), Optional.of("i"), Optional.of("a")));
        assertThat(app.encryptionMasterKey()).contains(EncryptionMasterKey.ofBase64(MASTER_KEY));
    }

    @Test
    void withoutThemNoTokenIsBelieved() {
        assertThat(app("enabled: true").tokenTrust()).isEqualTo(TokenTrust.NONE);
        assertThat(app("enabled: true").encryptionMasterKey()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"hunter2 | expected a PEM block, -----BEGIN PUBLIC KEY-----",
            "-----BEGIN PUBLIC KEY----- hunter2 -----END PUBLIC KEY----- | expected a key of RSA, EC, Ed25519 or Ed448 in PEM",
            "-----BEGIN RSA PUBLIC KEY----- hunter2 -----END RSA PUBLIC KEY----- | expected PUBLIC KEY or CERTIFICATE in PEM, got RSA PUBLIC KEY"})
    void whatIsNoPublicKeyIsRefusedAndNotQuoted(String text, String sentence) {
        String settings = "token-public-keys: [\"" + text + "\"]";

        assertRefused(settings, "apps[0].token-public-keys[0]: " + sentence);
        assertThatThrownBy(() -> app(settings)).hasMessageNotContaining("hunter2");
    }

    @Test
    void aPrivateKeyIsRefusedAndNotQuoted() throws Exception {
        String secret = Base64.getEncoder()
                .encodeToString(KeyPairGenerator.getInstance("Ed25519").generateKeyPair().getPrivate().getEncoded());
        String settings = "token-public-keys: [\"-----BEGIN PRIVATE KEY----- " + secret
                + " -----END PRIVATE KEY-----\"]";

        assertRefused(settings,
                "apps[0].token-public-keys[0]: expected a public key, got a private one: keep that where"
                        + " tokens are made");
        assertThatThrownBy(() -> app(settings)).hasMessageNotContaining(secret);
    }

    @ParameterizedTest
    @ValueSource(strings = {"login.example/keys", "ftp://login.example/keys", "file:///etc/keys", "https:///keys",
            "a b"})
    void whatIsNoPlaceForKeysIsRefused(String url) {
        assertRefused("token-jwks-url: " + url, "apps[0].token-jwks-url: expected an https or http URL with a host and"
                + " without a user, got \"" + url + "\"");
    }

    @Test
    void aPlaceForKeysHasNoUserAndThatIsNotQuoted() {
        String settings = "token-jwks-url: https://user:hunter2@login.example/keys";

        assertRefused(settings, "expected an https or http URL with a host and without a user, got \"https://…@login");
        assertThatThrownBy(() -> app(settings)).hasMessageNotContaining("hunter2");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "hunter2! | expected 32 bytes in Base64. Make some with: openssl rand -base64 32",
            "aHVudGVyMg== | expected 32 bytes in Base64, got 7. Make some with: openssl rand -base64 32"})
    void whatIsNoMasterKeyIsRefusedAndNotQuoted(String text, String sentence) {
        String settings = "encryption-master-key: \"" + text + "\"";

        assertRefused(settings, "apps[0].encryption-master-key: " + sentence);
        assertThatThrownBy(() -> app(settings)).hasMessageNotContaining(text);
    }

    @Test
    void secretsDoNotReachALog() {
        assertThat(ConfigLoader.load(Map.of(), null, Map.of("ANEMONE_APP_ID", "1", "ANEMONE_APP_KEY", "k",
                "ANEMONE_APP_SECRET", "s", "ANEMONE_APP_TOKEN_KEY", TOKEN_KEY, "ANEMONE_APP_ENCRYPTION_MASTER_KEY",
                MASTER_KEY)).config().toString()).doesNotContain(TOKEN_KEY, MASTER_KEY);
    }
}
