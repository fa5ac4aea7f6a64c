package dev.anemone.server.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryTableTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_000L);

    private static String delivery(long createdMillis, String id, String events) {
        return "{\"id\":\"" + id + "\",\"state\":\"failed\",\"url\":\"https://a.example/\",\"events\":" + events
                + ",\"created_ms\":" + createdMillis + ",\"attempts\":10,\"outcome\":\"Answered 500.\"}";
    }

    @Test
    void deliveriesAreLinesInColumns() {
        String answer = "{\"deliveries\":[" + delivery(NOW.toEpochMilli() - 5_000, "d10", "[\"channel_occupied\"]")
                + "," + delivery(NOW.toEpochMilli() - 600_000, "d9",
                        "[\"client_event\",\"channel_vacated\",\"client_event\"]")
                + "]}";

        assertThat(DeliveryTable.of(answer, NOW)).isEqualToNormalizingNewlines(
                """
                        AGE  STATE   ATTEMPTS  DELIVERY  URL                 EVENTS                            OUTCOME
                        5s   failed  10        d10       https://a.example/  channel_occupied                  Answered 500.
                        10m  failed  10        d9        https://a.example/  client_event ×2, channel_vacated  Answered 500.""");
    }

    @Test
    void nothingInThemCommandsTheTerminal() {
        String answer = "{\"deliveries\":[" + delivery(0, "d1\\u001b[2J", "[\"a\\nb\"]").replace("500.", "\\u009b2J")
                + "]}";

        assertThat(DeliveryTable.of(answer, NOW)).contains("d1\\u001b[2J", "a\\u000ab", "\\u009b2J").hasLineCount(2);
    }

    @Test
    void noDeliveriesAreSaidToBeNone() {
        assertThat(DeliveryTable.of("{\"deliveries\":[]}", NOW)).isEqualTo("No deliveries.");
    }

    @ParameterizedTest
    @CsvSource({"-5, 0s", "0, 0s", "119, 119s", "120, 2m", "7199, 119m", "7200, 2h", "172799, 47h", "172800, 2d"})
    void agesAreInTheLargestUnitOfWhichThereAreTwo(long seconds, String age) {
        String answer = "{\"deliveries\":[" + delivery(NOW.minusSeconds(seconds).toEpochMilli(), "d", "[]") + "]}";

        assertThat(DeliveryTable.of(answer, NOW).lines().toList().getLast()).startsWith(age + " ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "{}", "{\"deliveries\":1}"})
    void whatIsNoListIsNotShown(String answer) {
        assertThatThrownBy(() -> DeliveryTable.of(answer, NOW)).isInstanceOf(CommandFailure.class)
                .hasMessageContaining("Is it Anemone?");
    }
}
