package dev.anemone.gateway.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class CloseCodeTest {
    private static final int MAX_REASON_BYTES = 123; // RFC 6455 §5.5: a control frame of 125, without the code.

    @ParameterizedTest
    @EnumSource
    void noCodeMakesPusherJsStopForGood(CloseCode code) {
        assertThat(code.number()).isLessThan(4300);
    }

    @ParameterizedTest
    @EnumSource
    void everyReasonIsSaidAndFitsIntoACloseFrame(CloseCode code) {
        assertThat(code.reason()).isNotBlank();
        assertThat(code.reason().getBytes(UTF_8)).hasSizeLessThanOrEqualTo(MAX_REASON_BYTES);
    }

    @ParameterizedTest
    @EnumSource
    void everyCodeMayBeSent(CloseCode code) { // RFC 6455 §7.4
        assertThat(code.number()).matches(
                number -> (number >= 1000 && number <= 1003) || (number >= 1007 && number <= 1011) || number >= 4000);
    }

    @ParameterizedTest
    @EnumSource
    void onlyPushersOwnCodesAreAnnounced(CloseCode code) {
        assertThat(code.announced()).isEqualTo(code.number() >= 4000);
    }

    @Test
    void codesAreInOrder() {
        assertThat(CloseCode.values()).isSortedAccordingTo((a, b) -> Integer.compare(a.number(), b.number()))
                .extracting(CloseCode::number).doesNotHaveDuplicates();
    }

    @ParameterizedTest // Pusher Channels Protocol 7, "Error Codes".
    @CsvSource({"SSL_ONLY,4000", "UNKNOWN_APP,4001", "APP_DISABLED,4003", "OVER_QUOTA,4004", "PATH_NOT_FOUND,4005",
            "INVALID_VERSION,4006", "UNSUPPORTED_PROTOCOL,4007", "NO_PROTOCOL,4008", "UNAUTHORIZED,4009",
            "OVER_CAPACITY,4100", "GOING_AWAY,4200", "PONG_NOT_RECEIVED,4201", "INACTIVE,4202"})
    void codesAreThoseOfTheProtocol(CloseCode code, int number) {
        assertThat(code.number()).isEqualTo(number);
    }
}
