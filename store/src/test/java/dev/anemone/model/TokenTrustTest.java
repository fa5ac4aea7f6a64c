package dev.anemone.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokenTrustTest {
    /// RFC 8410, §10.1.
    private static final TokenPublicKey PUBLIC_KEY = TokenPublicKey.ofPem("""
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=
            -----END PUBLIC KEY-----
            """);

    private static TokenTrust jwks(String url) {
        return new TokenTrust(List.of(), List.of(), Optional.of(URI.create(url)), Optional.empty(), Optional.empty());
    }

    @Test
    void anyKeyIsEnoughToBelieveTokens() {
        assertThat(TokenTrust.NONE.any()).isFalse();
        assertThat(new TokenTrust(List.of(), List.of(), Optional.empty(), Optional.of("i"), Optional.of("a")).any())
                .isFalse();
        assertThat(TokenTrust.of(List.of(new TokenKey("k".repeat(32)))).any()).isTrue();
        assertThat(new TokenTrust(List.of(), List.of(PUBLIC_KEY), Optional.empty(), Optional.empty(), Optional.empty())
                .any()).isTrue();
        assertThat(jwks("https://login.example/keys").any()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://login.example/.well-known/jwks.json", "http://10.0.0.1:8080/keys?a=b",
            "https://[::1]/keys"})
    void keysAreReadOverHttp(String url) {
        assertThat(jwks(url).jwks()).contains(URI.create(url));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "keys", "/keys", "file:///etc/keys", "ftp://login.example/", "https:///keys",
            "https:keys", "https://user:hunter2@login.example/", "HTTPS://user@login.example/"})
    void otherPlacesAreRefusedAndNotQuoted(String url) {
        assertThatIllegalArgumentException().isThrownBy(() -> jwks(url))
                .withMessage("expected an https or http URL with a host and without a user");
    }

    @Test
    void secretsDoNotReachALog() {
        App app = App.builder(new AppId("1"), List.of(new Credential(new AppKey("k"), "app secret")))
                .tokenKeys(List.of(new TokenKey("token secret of 32 bytes or more")))
                .encryptionMasterKey(Optional
                        .of(EncryptionMasterKey.ofBase64("ZUhQVldIZzduRkdZVkJzS2pPRkRYV1JyaWJJUjJiMGI=")))
                .build();

        assertThat(app.toString() + app.tokenTrust()).doesNotContain("secret of").doesNotContain("ZUhQ");
    }
}
