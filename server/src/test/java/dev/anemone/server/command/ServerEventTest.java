package dev.anemone.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ServerEventTest {
    @Test
    void textTravelsInAString() {
        assertThat(ServerEvent.decode("{\"event\":\"e\",\"channel\":\"c\",\"data\":\"{\\\"a\\\":1}\"}"))
                .contains(new ServerEvent("e", "c", "{\"a\":1}"));
    }

    @Test
    void whatIsNoStringStaysJson() {
        assertThat(ServerEvent.decode("{\"event\":\"pusher:error\",\"data\":{\"code\":4001,\"message\":\"no\"}}"))
                .hasValueSatisfying(error -> {
                    assertThat(error.channel()).isNull();
                    assertThat(error.detail("code")).isEqualTo("4001");
                    assertThat(error.detail("message")).isEqualTo("no");
                    assertThat(error.detail("other")).isEmpty();
                });
        assertThat(ServerEvent.decode("{\"event\":\"e\"}")).contains(new ServerEvent("e", null, ""));
    }

    @Test
    void dataThatIsNoJsonHasNoDetails() {
        assertThat(new ServerEvent("e", null, "hello").detail("code")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "[]", "\"e\"", "{}", "{\"event\":1}"})
    void whatIsNoMessageIsNone(String frame) {
        assertThat(ServerEvent.decode(frame)).isEmpty();
    }
}
