package dev.anemone.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SocketIdTest {
    /// What the server libraries check before they sign.
    private static final Pattern SERVER_LIBRARIES = Pattern.compile("\\A\\d+\\.\\d+\\z");

    @ParameterizedTest
    @ValueSource(strings = {"1.1", "131160.155806628", "0.0", "12345678901234567890.1234567890123456789",
            "2147483647.2147483647", "2147483648.1", "1.2147483648", "9999999999.1", "01.1", "1.01", "00.0", "0.1",
            "1.0"})
    void twoNumbersAndADotAreASocketId(String value) {
        assertThat(new SocketId(value)).hasToString(value).isEqualTo(new SocketId(value))
                .hasSameHashCodeAs(new SocketId(value));
    }

    @Test
    void idsAreEqualIfTheirTextsAre() {
        var texts = List.of("1.1", "01.1", "1.01", "0.0", "00.0", "1.0", "0.1", "2147483648.1", "1.2147483648");
        for (String one : texts) {
            for (String other : texts) {
                assertThat(new SocketId(one).equals(new SocketId(other))).isEqualTo(one.equals(other));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ".", "1", "1.", ".1", "1.2.3", "1:2", "a.b", "1.2\n", "\n1.2", " 1.2", "-1.2", "1.2:x",
            "١.٢", "123456789012345678901.1", "1.12345678901234567890"})
    void anythingElseIsNot(String value) {
        assertThatExceptionOfType(MalformedNameException.class).isThrownBy(() -> new SocketId(value));
    }

    @Test
    void randomIdsAreWellFormedAndDoNotRepeat() {
        var random = new Random(7);
        Set<SocketId> ids = new HashSet<>();
        for (int i = 0; i < 100_000; i++) {
            SocketId id = SocketId.random(random);
            assertThat(new SocketId(id.value())).isEqualTo(id).hasSameHashCodeAs(id);
            assertThat(id.value()).matches(SERVER_LIBRARIES).doesNotStartWith("0").doesNotContain(".0");
            ids.add(id);
        }
        assertThat(ids).hasSize(100_000);
    }
}
