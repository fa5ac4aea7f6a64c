package dev.anemone.bench.rivals.runs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class SpreadTest {
    @Test
    void theMedianIsTheOneInTheMiddle() {
        assertThat(Spread.of(List.of(9.0, 1.0, 4.0))).isEqualTo(new Spread(3, 4.0, 1.0, 9.0));
    }

    @Test
    void theMedianOfAnEvenNumberLiesBetweenTheTwoInTheMiddle() {
        assertThat(Spread.of(List.of(9.0, 1.0, 4.0, 5.0))).isEqualTo(new Spread(4, 4.5, 1.0, 9.0));
    }

    @Test
    void oneOutlierMovesTheSpreadAndNotTheMedian() {
        assertThat(Spread.of(List.of(1.0, 1.1, 1.2, 1.3, 100.0))).isEqualTo(new Spread(5, 1.2, 1.0, 100.0));
    }

    @Test
    void nothingHasNoMedian() {
        assertThatIllegalArgumentException().isThrownBy(() -> Spread.of(List.of()));
    }

    @Test
    void isWrittenInTheDecimalsOfItsFigure() {
        var spread = new Spread(3, 3.8284, 3.7831, 4.4164);
        assertThat(spread.format(Figure.CPU_PER_MILLION)).isEqualTo("3.828 [3.783–4.416]");
        assertThat(new Spread(1, 213_456.7, 213_456.7, 213_456.7).format(Figure.DELIVERIES_PER_SECOND))
                .isEqualTo("213,457");
    }
}
