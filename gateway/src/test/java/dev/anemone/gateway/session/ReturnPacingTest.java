package dev.anemone.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.protocol.CloseCode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

class ReturnPacingTest {
    private Instant now = Instant.ofEpochSecond(1_700_000_000);
    private final ReturnPacing pacing = new ReturnPacing(1_000, () -> now);

    private List<Duration> goAway(int clients) {
        return Stream.generate(() -> pacing.after(CloseCode.GOING_AWAY)).limit(clients).toList();
    }

    @Test
    void theFirstThousandComeAsTheyLike() {
        assertThat(goAway(1_000)).containsOnly(Duration.ZERO);
    }

    @Test
    void tenThousandComeOneAfterTheOther() {
        List<Duration> waits = goAway(10_000).subList(1_000, 10_000);

        assertThat(waits).doesNotHaveDuplicates().isSorted().first().isEqualTo(Duration.ofSeconds(1));
        assertThat(waits.getLast()).isEqualTo(Duration.ofMillis(9_999));
    }

    @Test
    void nobodyWaitsForMoreThanAMinute() {
        List<Duration> waits = goAway(130_000);

        assertThat(waits).allSatisfy(wait -> assertThat(wait).isLessThanOrEqualTo(Duration.ofMinutes(1)));
        assertThat(waits.stream().filter(Duration.ofSeconds(30)::equals)).hasSize(2);
    }

    @Test
    void turnsThatAreOverAreNotWaitedFor() {
        goAway(5_000);
        now = now.plusSeconds(4);
        assertThat(goAway(1)).containsExactly(Duration.ofSeconds(1));

        now = now.plusSeconds(4);
        assertThat(goAway(1)).containsExactly(Duration.ZERO);
    }

    @Test
    void aClockThatIsSetBackKeepsNobodyAway() {
        goAway(5_000);
        now = now.minus(Duration.ofDays(1));

        assertThat(goAway(1_001).getFirst()).isEqualTo(Duration.ZERO);
    }

    @Test
    void whoFindsNoRoomTakesATurnToo() {
        goAway(2_000);

        assertThat(pacing.after(CloseCode.OVER_CAPACITY)).isEqualTo(Duration.ofSeconds(2));
    }

    @ParameterizedTest
    @EnumSource(mode = Mode.EXCLUDE, names = {"GOING_AWAY", "OVER_CAPACITY"})
    void otherEndsAreNotPaced(CloseCode code) {
        goAway(2_000);

        assertThat(pacing.after(code)).isEqualTo(Duration.ZERO);
        assertThat(goAway(1)).containsExactly(Duration.ofSeconds(2));
    }
}
