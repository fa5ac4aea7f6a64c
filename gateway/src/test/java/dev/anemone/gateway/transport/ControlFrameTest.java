package dev.anemone.gateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// RFC 6455 §5.5, byte for byte.
class ControlFrameTest {
    private static String hex(byte[] frame) {
        return HexFormat.of().formatHex(frame);
    }

    @Test
    void aPingIsEmpty() {
        assertThat(hex(ControlFrame.ping())).isEqualTo("8900");
    }

    @Test
    void aPongCarriesWhatThePingCarried() {
        assertThat(hex(ControlFrame.pong(new byte[0]))).isEqualTo("8a00");
        assertThat(hex(ControlFrame.pong("Hello".getBytes(UTF_8)))).isEqualTo("8a0548656c6c6f"); // §5.7
        assertThat(hex(ControlFrame.pong(new byte[125]))).startsWith("8a7d").hasSize(254);
    }

    @Test
    void aCloseCarriesItsCodeAndReason() {
        assertThat(hex(ControlFrame.close(1000, "Bye"))).isEqualTo("880503e8427965");
        assertThat(hex(ControlFrame.close(4201, ""))).isEqualTo("88021069");
    }

    @Test
    void aCloseWithoutACodeIsEmpty() {
        assertThat(hex(ControlFrame.close(ControlFrame.NO_CODE, "unsaid"))).isEqualTo("8800");
    }

    @ParameterizedTest
    @CsvSource({"x,122,122", "x,123,123", "x,124,123", "é,61,122", "é,62,122", "漢,41,123", "漢,42,123", "😀,30,120",
            "😀,31,120", "y😀,24,120", "yy😀,24,122", "yyy😀,24,122"})
    void aReasonIsCutBetweenCharacters(String unit, int times, int bytes) {
        byte[] frame = ControlFrame.close(4100, unit.repeat(times));

        assertThat(frame).hasSize(4 + bytes);
        assertThat(frame[1]).isEqualTo((byte) (2 + bytes));
        String reason = new String(Arrays.copyOfRange(frame, 4, frame.length), UTF_8);
        assertThat(unit.repeat(times)).startsWith(reason);
    }
}
