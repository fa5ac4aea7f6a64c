package dev.anemone.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// RFC 7692 §5 and §7.1: what clients offer, and what they are answered.
class CompressionTest {
    private static final String AGREED = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', value = {
            "Firefox, Safari, OkHttp | permessage-deflate",
            "Chromium, ws            | permessage-deflate; client_max_window_bits",
            "Java-WebSocket          | permessage-deflate; server_no_context_takeover; client_no_context_takeover",
            "tight                   | permessage-deflate;server_no_context_takeover;client_max_window_bits=10",
            "loose                   | \tpermessage-deflate ; client_max_window_bits = 10 ",
            "other cases             | PerMessage-Deflate; Client_Max_Window_Bits",
            "quoted                  | permessage-deflate; client_max_window_bits=\"12\"",
            "the smallest window     | permessage-deflate; client_max_window_bits=8",
            "the largest window      | permessage-deflate; client_max_window_bits=15",
            "another extension first | x-webkit-deflate-frame; no_context_takeover, permessage-deflate",
            "another one behind      | permessage-deflate, x-unknown; a=b",
            "the second offer suits  | permessage-deflate; server_max_window_bits=10, permessage-deflate",
            "the third offer suits   | permessage-deflate; x, x-unknown, permessage-deflate; client_max_window_bits"})
    void offersThatSuitAreAccepted(String name, String offer) {
        assertThat(Compression.answer(List.of(offer))).as(name).hasValue(AGREED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"permessage-deflate; server_max_window_bits=15",
            "permessage-deflate; server_max_window_bits=\"15\"; client_max_window_bits",
            "permessage-deflate; server_max_window_bits=9, permessage-deflate; server_max_window_bits=15"})
    void aWindowOf15BitsIsConfirmed(String offer) { // §7.1.2.1
        assertThat(Compression.answer(List.of(offer))).hasValue(AGREED + "; server_max_window_bits=15");
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14})
    void aSmallerWindowThanOursIsDeclined(int bits) {
        assertThat(Compression.answer(List.of("permessage-deflate; server_max_window_bits=" + bits))).isEmpty();
    }

    @Test
    void theFirstOfferThatSuitsCounts() {
        assertThat(Compression.answer(List.of("permessage-deflate; server_max_window_bits=15, permessage-deflate")))
                .hasValue(AGREED + "; server_max_window_bits=15");
        assertThat(Compression.answer(List.of("permessage-deflate, permessage-deflate; server_max_window_bits=15")))
                .hasValue(AGREED);
    }

    @Test
    void offersMayComeInSeveralHeaders() {
        assertThat(Compression.answer(List.of("x-unknown", "permessage-deflate; x", "permessage-deflate")))
                .hasValue(AGREED);
    }

    /// §7.1: all of them are to be declined.
    @ParameterizedTest
    @ValueSource(strings = {"permessage-deflate; x", "permessage-deflate; x=1",
            "permessage-deflate; client_max_window_bits; client_max_window_bits",
            "permessage-deflate; client_max_window_bits=9; client_max_window_bits=10",
            "permessage-deflate; server_no_context_takeover; SERVER_NO_CONTEXT_TAKEOVER",
            "permessage-deflate; server_no_context_takeover=", "permessage-deflate; server_no_context_takeover=true",
            "permessage-deflate; client_no_context_takeover=1", "permessage-deflate; client_max_window_bits=",
            "permessage-deflate; client_max_window_bits=7", "permessage-deflate; client_max_window_bits=16",
            "permessage-deflate; client_max_window_bits=08", "permessage-deflate; client_max_window_bits=+9",
            "permessage-deflate; client_max_window_bits=\"9", "permessage-deflate; client_max_window_bits=\"\"",
            "permessage-deflate; client_max_window_bits=9 9", "permessage-deflate; server_max_window_bits",
            "permessage-deflate; server_max_window_bits=", "permessage-deflate; server_max_window_bits=16",
            "permessage-deflate; server_max_window_bits=015", "permessage-deflate; server_max_window_bits=15=15"})
    void parametersThatMeanNothingAreDeclined(String offer) {
        assertThat(Compression.answer(List.of(offer))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", ",", ";", "=", "\"", "permessage-deflate;", "permessage-deflate; ;",
            "; permessage-deflate",
            "permessage-deflate=1", "\"permessage-deflate\"", "permessage deflate", "permessage-deflates",
            "x-permessage-deflate", "x; y=\"permessage-deflate\"", "x-webkit-deflate-frame", "permessage-bzip2"})
    void whatIsNoOfferOfItIsNotAnswered(String offered) {
        assertThat(Compression.answer(List.of(offered))).isEmpty();
    }

    @Test
    void nothingOfferedIsNothingAnswered() {
        assertThat(Compression.answer(List.of())).isEmpty();
    }
}
