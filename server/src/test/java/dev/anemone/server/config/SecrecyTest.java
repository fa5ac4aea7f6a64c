package dev.anemone.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SecrecyTest {
    @ParameterizedTest
    @ValueSource(strings = {"secret", "apps[0].secret", "apps[0].keys[1].secret", "apps[0].token-keys[2]",
            "apps[0].token-public-keys[0]", "apps[0].encryption-master-key", "password",
            "webhooks.signing-secret", "client-secrets", "apps", "apps[0]",
            "apps[0].keys", "apps[0].keys[1]", "apps[0].webhooks", "apps[0].webhooks[1]"})
    void valuesOfSecretKeysAreNeverShown(String path) {
        assertThat(Secrecy.quoted(path, "hunter2")).isEqualTo("…");
    }

    @ParameterizedTest
    @ValueSource(strings = {"port", "apps[0].key", "apps[0].id", "secretary"})
    void othersAre(String path) {
        assertThat(Secrecy.quoted(path, "value")).isEqualTo("\"value\"");
    }

    @Test
    void longValuesAreCut() {
        assertThat(Secrecy.quoted("port", "x".repeat(101))).isEqualTo('"' + "x".repeat(100) + "…\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"redis://:hunter2@host:6379", "redis://user:hunter2@host:6379", "redis://hunter2@host:6379",
            "redis://user:hunter2/@x@host:6379"})
    void urlsLoseTheirCredentials(String url) {
        assertThat(Secrecy.maskUrl(url)).isEqualTo("redis://…@host:6379");
    }

    @Test
    void urlsWithoutCredentialsStay() {
        assertThat(Secrecy.maskUrl("redis://host:6379/0")).isEqualTo("redis://host:6379/0");
    }
}
