package dev.anemone.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ApiConfigTest {
    @Test
    void defaultsArePinned() {
        assertThat(ApiConfig.DEFAULTS)
                .hasToString("ApiConfig[timestampSkew=PT10M, maxBodyBytes=1048576, bodyTimeout=PT10S]");
    }

    @Test
    void aFullBatchFitsHoweverItIsEscaped() {
        int escapedData = 10 * 6 * 10_240;
        int names = 10 * (6 * 200 + 164 + 100);
        assertThat(ApiConfig.DEFAULTS.maxBodyBytes()).isGreaterThan(escapedData + names);
    }

    @ParameterizedTest
    @CsvSource({"PT1S, 1024, PT0.1S", "PT876000H, 104857600, PT10M"})
    void boundsAreWithin(Duration skew, int bytes, Duration timeout) {
        assertThat(new ApiConfig(skew, bytes, timeout)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "PT0.999S | 1024 | PT1S | timestamp-skew: expected PT1S to PT876000H, got PT0.999S",
            "PT876000H0.001S | 1024 | PT1S | timestamp-skew: expected PT1S to PT876000H, got PT876000H0.001S",
            "PT1S | 1023 | PT1S | max-body-bytes: expected 1024 to 104857600, got 1023",
            "PT1S | 104857601 | PT1S | max-body-bytes: expected 1024 to 104857600, got 104857601",
            "PT1S | 1024 | PT0.099S | body-timeout: expected PT0.1S to PT10M, got PT0.099S",
            "PT1S | 1024 | PT10M0.001S | body-timeout: expected PT0.1S to PT10M, got PT10M0.001S"})
    void whatIsOutsideIsNamed(Duration skew, int bytes, Duration timeout, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> new ApiConfig(skew, bytes, timeout))
                .withMessage(message);
    }
}
