package dev.anemone.api.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RetryScheduleTest {
    /// Adds nothing to any wait.
    private static final RandomGenerator NO_JITTER = () -> 0L;

    private final RetrySchedule schedule = RetrySchedule.of(WebhookConfig.DEFAULTS);

    @Test
    void waitsDoubleUpToTheirBound() {
        List<Long> seconds = IntStream.rangeClosed(1, 9)
                .mapToObj(attempts -> schedule.delayAfter(attempts, NO_JITTER).toSeconds())
                .toList();

        assertThat(seconds).containsExactly(1L, 2L, 4L, 8L, 16L, 32L, 64L, 64L, 64L);
    }

    @Test
    void chanceAddsATenthAtMost() {
        var random = new Random(7);
        List<Duration> waits = IntStream.range(0, 1_000).mapToObj(_ -> schedule.delayAfter(3, random)).toList();

        assertThat(waits)
                .allSatisfy(wait -> assertThat(wait).isBetween(Duration.ofSeconds(4), Duration.ofMillis(4_400)));
        assertThat(waits.stream().distinct().count()).isGreaterThan(900);
    }

    @Test
    void anyNumberOfAttemptsHasAWait() {
        var longest = new RetrySchedule(Duration.ofHours(1), Duration.ofDays(1));

        assertThat(longest.delayAfter(Integer.MAX_VALUE, NO_JITTER)).isEqualTo(Duration.ofDays(1));
    }
}
