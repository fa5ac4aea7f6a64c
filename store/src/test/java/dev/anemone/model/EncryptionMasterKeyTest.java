package dev.anemone.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EncryptionMasterKeyTest {
    /// 32 bytes, which are text.
    private static final String BASE64 = "ZUhQVldIZzduRkdZVkJzS2pPRkRYV1JyaWJJUjJiMGI=";

    @Test
    void itIsThe32BytesThatBackendsHaveToo() {
        var key = EncryptionMasterKey.ofBase64(BASE64);

        assertThat(key.bytes()).asString().isEqualTo("eHPVWHg7nFGYVBsKjOFDXWRribIR2b0b");
        assertThat(key.base64()).isEqualTo(BASE64);
        assertThat(key).isEqualTo(EncryptionMasterKey.ofBase64(BASE64))
                .hasSameHashCodeAs(EncryptionMasterKey.ofBase64(BASE64))
                .isNotEqualTo(EncryptionMasterKey.ofBase64(Base64.getEncoder().encodeToString(new byte[32])));
    }

    @Test
    void nobodyCanChangeOrPrintIt() {
        var key = EncryptionMasterKey.ofBase64(BASE64);
        key.bytes()[0] = 0;

        assertThat(key.base64()).isEqualTo(BASE64);
        assertThat(key).hasToString("EncryptionMasterKey[…]");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 16, 31, 33, 64})
    void otherLengthsAreRefused(int bytes) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> EncryptionMasterKey.ofBase64(Base64.getEncoder().encodeToString(new byte[bytes])))
                .withMessage("expected 32 bytes in Base64, got " + bytes + ". Make some with: openssl rand -base64 32");
    }

    @ParameterizedTest
    @ValueSource(strings = {"hunter2!", "eHPVWHg7nFGYVBsKjOFDXWRribIR2b0b?",
            "ZUhQVldIZzduRkdZVkJzS2pPRkRYV1JyaWJJUjJiMGI=\n"})
    void otherTextIsRefusedAndNotQuoted(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> EncryptionMasterKey.ofBase64(text))
                .withMessage("expected 32 bytes in Base64. Make some with: openssl rand -base64 32");
    }
}
