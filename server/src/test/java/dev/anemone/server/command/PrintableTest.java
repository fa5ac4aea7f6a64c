package dev.anemone.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PrintableTest {
    @ParameterizedTest
    @CsvSource({"1b, \\u001b", "0a, \\u000a", "0d, \\u000d", "00, \\u0000", "7f, \\u007f", "9b, \\u009b",
            "2028, \\u2028", "202e, \\u202e"})
    void whatCommandsATerminalIsShown(String code, String shown) {
        assertThat(Printable.of("a" + Character.toString(Integer.parseInt(code, 16)) + "[2J"))
                .isEqualTo("a" + shown + "[2J");
    }

    @Test
    void allElseIsAsItIs() {
        assertThat(Printable.of("{\"a\":\"\\u001b \\\\ ü\t日本 😀\"}")).isEqualTo("{\"a\":\"\\u001b \\\\ ü\t日本 😀\"}");
    }
}
