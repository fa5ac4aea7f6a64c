package dev.anemone.bench.rivals.runs;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.bench.rivals.runs.Target.Outcome;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TargetTest {
    private static Run run(String server, int round, double value) {
        return new Run("burst 16", server, round, "2026-01-01T00:00:00Z", Map.of(Figure.CPU_PER_MILLION, value));
    }

    private static final Series SERIES = new Series("W1", List.of(),
            List.of(run("Anemone", 1, 0.3), run("ws", 1, 6.0), run("Anemone", 2, 0.2), run("ws", 2, 4.0),
                    run("Anemone", 3, 9.0), run("ws", 3, 4.5)));

    @Test
    void comparesMedians() {
        assertThat(Target.fraction("burst 16", Figure.CPU_PER_MILLION, "Anemone", "ws", 15).judge(SERIES))
                .isEqualTo(new Outcome.Measured(0.3 / 4.5, true));
    }

    @Test
    void isMissedByALittleAsByALot() {
        assertThat(Target.ratio("burst 16", Figure.CPU_PER_MILLION, "Anemone", "ws", 0.066).judge(SERIES))
                .isEqualTo(new Outcome.Measured(0.3 / 4.5, false));
    }

    @Test
    void isReachedByTheLimitItself() {
        assertThat(Target.absolute("burst 16", Figure.CPU_PER_MILLION, "Anemone", 0.3).judge(SERIES))
                .isEqualTo(new Outcome.Measured(0.3, true));
    }

    @Test
    void isNotReachedByWhatWasNotMeasured() {
        for (Target target : List.of(Target.absolute("burst 1", Figure.CPU_PER_MILLION, "Anemone", 1),
                Target.absolute("burst 16", Figure.P99, "Anemone", 1),
                Target.ratio("burst 16", Figure.CPU_PER_MILLION, "Anemone", "soketi", 1))) {
            assertThat(target.judge(SERIES)).isEqualTo(new Outcome.Unmeasured());
        }
    }
}
