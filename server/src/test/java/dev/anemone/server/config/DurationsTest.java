package dev.anemone.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {
    @ParameterizedTest
    @CsvSource({"250ms, 250", "1500ms, 1500", "30s, 30000", "5m, 300000", "24h, 86400000", "7d, 604800000", "0s, 0"})
    void readsWhatPeopleWrite(String text, long millis) {
        assertThat(Durations.parse(text)).contains(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "30", "s", "-1s", "1.5s", "1 s", "1w", "PT30S", "9999999999s"})
    void refusesWhatIsNoDuration(String text) {
        assertThat(Durations.parse(text)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"0, 0s", "1, 1ms", "1500, 1500ms", "30000, 30s", "90000, 90s", "120000, 2m", "3600000, 1h",
            "86400000, 1d", "604800000, 7d"})
    void writesTheShortestText(long millis, String text) {
        assertThat(Durations.format(Duration.ofMillis(millis))).isEqualTo(text);
    }

    @Test
    void readsWhatItWrites() {
        for (long millis : new long[]{0, 1, 999, 1_000, 59_000, 60_000, 3_599_000, 3_600_000, 86_400_000}) {
            Duration duration = Duration.ofMillis(millis);

            assertThat(Durations.parse(Durations.format(duration))).contains(duration);
        }
    }
}
