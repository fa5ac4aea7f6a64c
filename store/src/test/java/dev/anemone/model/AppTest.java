package dev.anemone.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AppTest {
    private static final Credential OLD = new Credential(new AppKey("old"), "old secret");
    private static final Credential NEW = new Credential(new AppKey("new"), "new secret");

    private static App app(List<Credential> credentials, int maxConnections) {
        return App.builder(new AppId("1"), credentials).maxConnections(maxConnections)
                .tokenKeys(List.of(new TokenKey("token secret of 32 bytes or more"))).build();
    }

    @Test
    void theOldestCredentialIsThePrimaryOne() {
        App app = app(List.of(OLD, NEW), App.UNLIMITED);

        assertThat(app.primaryCredential()).isEqualTo(OLD);
        assertThat(app.credential(new AppKey("new"))).contains(NEW);
        assertThat(app.credential(new AppKey("other"))).isEmpty();
    }

    @Test
    void anAppHasAKey() {
        assertThatIllegalArgumentException().isThrownBy(() -> app(List.of(), App.UNLIMITED))
                .withMessage("App 1 has no key.");
    }

    @Test
    void anEndpointThatIsWrittenTwiceIsOne() {
        var webhook = new Webhook(URI.create("http://a.example/"), WebhookEvent.DEFAULTS, "", "", true);
        var other = new Webhook(URI.create("http://a.example/"), WebhookEvent.DEFAULTS, "shop-", "", true);

        assertThat(
                App.builder(new AppId("1"), List.of(OLD)).webhooks(List.of(webhook, other, webhook)).build().webhooks())
                .containsExactly(webhook, other);
    }

    @Test
    void anAppHasNoNegativeNumberOfConnections() {
        assertThat(app(List.of(OLD), 0).maxConnections()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> app(List.of(OLD), -1))
                .withMessage("max-connections: expected 0 or more, got -1");
    }

    @Test
    void secretsDoNotReachALog() {
        assertThat(app(List.of(OLD, NEW), 1).toString()).contains("old", "new")
                .doesNotContain("old secret", "new secret", "token secret");
    }

    @Test
    void aSecretIsNotEmpty() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Credential(new AppKey("k"), ""))
                .withMessage("The secret of key k is empty.");
    }

    @Test
    void aTokenKeyHas32BytesOfUtf8() {
        assertThat(new TokenKey("é".repeat(16)).secret()).hasSize(16);
        assertThatIllegalArgumentException().isThrownBy(() -> new TokenKey("é".repeat(15) + "a"))
                .withMessageStartingWith("A token key needs at least 32 bytes, got 31.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1", "app-id", "APP_key_9",
            "0123456789012345678901234567890123456789012345678901234567890123"})
    void idsAndKeysAreShortAndPlain(String value) {
        assertThat(new AppId(value)).hasToString(value);
        assertThat(new AppKey(value)).hasToString(value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a/b", "é", "a\n", "a.b",
            "01234567890123456789012345678901234567890123456789012345678901234"})
    void otherIdsAndKeysAreRefused(String value) {
        assertThatExceptionOfType(MalformedNameException.class).isThrownBy(() -> new AppId(value));
        assertThatExceptionOfType(MalformedNameException.class).isThrownBy(() -> new AppKey(value));
    }
}
