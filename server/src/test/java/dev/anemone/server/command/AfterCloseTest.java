package dev.anemone.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AfterCloseTest {
    @ParameterizedTest
    @CsvSource({"1000, RETRY_LATER", "1006, RETRY_LATER", "3999, RETRY_LATER", "4000, STOP", "4099, STOP",
            "4100, RETRY_LATER", "4199, RETRY_LATER", "4200, RETRY_NOW", "4299, RETRY_NOW", "4300, STOP", "4999, STOP"})
    void theRangeSaysWhatToDo(int code, AfterClose expected) {
        assertThat(AfterClose.of(code)).isEqualTo(expected);
    }
}
