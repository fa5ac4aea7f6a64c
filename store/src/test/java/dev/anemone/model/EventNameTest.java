package dev.anemone.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventNameTest {
    @ParameterizedTest
    @CsvSource({"pusher:ping, true, false", "pusher_internal:x, true, false", "client-typing, false, true",
            "client_typing, false, false", "pusher, false, false", "Pusher:ping, false, false",
            "App\\Events\\Ordered, false, false", "a:pusher:b, false, false"})
    void thePrefixSaysWhoMaySendIt(String name, boolean reserved, boolean fromClient) {
        assertThat(new EventName(name).reserved()).isEqualTo(reserved);
        assertThat(new EventName(name).fromClient()).isEqualTo(fromClient);
    }

    @Test
    void aNameHasOneToItsMaximumOfCharacters() {
        assertThat(new EventName("é".repeat(EventName.MAX_LENGTH)).value()).hasSize(1_000);
        assertThatExceptionOfType(MalformedNameException.class).isThrownBy(() -> new EventName(""));
        assertThatExceptionOfType(MalformedNameException.class)
                .isThrownBy(() -> new EventName("e".repeat(EventName.MAX_LENGTH + 1)));
    }

    @Test
    void aUserIdHasOneToItsMaximumOfCharacters() {
        assertThat(new UserId("é".repeat(UserId.MAX_LENGTH)).value()).hasSize(512);
        assertThatExceptionOfType(MalformedNameException.class).isThrownBy(() -> new UserId(""));
        assertThatExceptionOfType(MalformedNameException.class)
                .isThrownBy(() -> new UserId("u".repeat(UserId.MAX_LENGTH + 1)));
    }
}
