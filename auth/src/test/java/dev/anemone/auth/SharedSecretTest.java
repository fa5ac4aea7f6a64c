package dev.anemone.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.ChannelName;
import dev.anemone.model.EncryptionMasterKey;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SharedSecretTest {
    private static final EncryptionMasterKey KEY = EncryptionMasterKey
            .ofBase64("ZUhQVldIZzduRkdZVkJzS2pPRkRYV1JyaWJJUjJiMGI=");

    /// By `printf '%s%s' CHANNEL eHPVWHg7nFGYVBsKjOFDXWRribIR2b0b | openssl sha256 -binary | base64`.
    @ParameterizedTest
    @CsvSource({"private-encrypted-a,XFLBqjms08CigzCkgACiR8BWAn5fdfJHSlkaEInSC24=",
            "private-encrypted-cache-a_b=1,5MXbKXaEAvblzrd5DXKe4azqURROhhSbD4r4U4pquH8="})
    void eachChannelHasItsOwn(String channel, String secret) {
        assertThat(SharedSecret.derive(new ChannelName(channel), KEY)).isEqualTo(secret);
    }
}
