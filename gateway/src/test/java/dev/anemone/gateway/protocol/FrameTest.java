package dev.anemone.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameTest {
    /// RFC 6455 §5.2: the shortest form of the length, final, text, not masked.
    @ParameterizedTest
    @CsvSource({"0,8100", "1,8101", "125,817d", "126,817e007e", "127,817e007f", "65535,817effff",
            "65536,817f0000000000010000", "16777216,817f0000000001000000"})
    void theLengthTakesItsShortestForm(int length, String header) {
        String json = "x".repeat(length);

        Frame frame = Frame.text(json);

        assertThat(HexFormat.of().formatHex(Arrays.copyOf(frame.wire(), frame.payloadOffset()))).isEqualTo(header);
        assertThat(frame.size()).isEqualTo(frame.wire().length).isEqualTo(header.length() / 2 + length);
        assertThat(frame.json()).isEqualTo(json);
    }

    @Test
    void theLengthCountsBytesOfUtf8() {
        Frame frame = Frame.text("é".repeat(63));

        assertThat(HexFormat.of().formatHex(Arrays.copyOf(frame.wire(), 4))).isEqualTo("817e007e");
        assertThat(frame.json()).isEqualTo("é".repeat(63));
    }

    @Test
    void aFrameOfAnotherLengthThanAnnouncedIsNeverBuilt() {
        assertThatIllegalStateException().isThrownBy(() -> new Frame.Builder(2).append(new byte[1]).build())
                .withMessage("Frame of 4 bytes was filled to 3");
    }
}
