package dev.anemone.server.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChannelFollowerTest {
    @ParameterizedTest
    @CsvSource({"0, 2000", "1, 4000", "2, 8000", "3, 16000", "4, 30000", "5, 30000", "1000000, 30000"})
    void pausesGrowToHalfAMinuteAndAreNeverShorterThanASecond(int failures, long longestMs) {
        var random = new Random(1);
        long longest = 0;
        for (int i = 0; i < 1_000; i++) {
            Duration pause = ChannelFollower.pause(failures, random);
            assertThat(pause).isBetween(Duration.ofSeconds(1), Duration.ofMillis(longestMs));
            longest = Math.max(longest, pause.toMillis());
        }

        assertThat(longest).isGreaterThan(longestMs * 9 / 10);
    }
}
