package dev.anemone.bench.rivals.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.anemone.bench.rivals.runs.Figure;
import dev.anemone.bench.rivals.runs.Run;
import dev.anemone.bench.rivals.runs.Series;
import dev.anemone.bench.rivals.runs.Target;
import dev.anemone.bench.rivals.workloads.Shape;
import dev.anemone.bench.rivals.workloads.Workload;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A set of runs as it could have been measured, and the text it becomes.
class ReportTest {
    private static final Shape SHAPE = new Shape("burst 16", List.of(Figure.CPU_PER_MILLION, Figure.FRAMES_PER_READ),
            List.of(), "Anemone",
            List.of(Target.fraction("burst 16", Figure.CPU_PER_MILLION, "Anemone", "ws", 15),
                    Target.ratio("burst 16", Figure.CPU_PER_MILLION, "Anemone", "soketi", 0.05),
                    Target.absolute("burst 16", Figure.FRAMES_PER_READ, "Anemone", 16),
                    Target.ratio("burst 16", Figure.CPU_PER_MILLION, "Anemone", "stock Undertow", 0.5)));
    private static final Workload WORKLOAD = new Workload("W1", "one channel", "About it.", 7, List.of(SHAPE));
    private static final Series SERIES = new Series("W1", List.of(new Series.Condition("JDK", "25")),
            List.of(run(1, "Anemone", 0.31, 16), run(1, "ws", 6.2, 1), run(1, "soketi", 5.0, 1.04),
                    run(2, "ws", 5.8, 1), run(2, "soketi", 4.0, 1.0), run(2, "Anemone", 0.25, 15)));
    private static final Report REPORT = new Report(List.of(new Report.Entry(WORKLOAD, SERIES)));

    private static Run run(int round, String server, double cpu, double frames) {
        return new Run("burst 16", server, round, "2026-01-0" + round + "T00:00:00Z",
                Map.of(Figure.CPU_PER_MILLION, cpu, Figure.FRAMES_PER_READ, frames));
    }

    @Test
    void aShapeHasARowForEachServer() {
        assertThat(Report.shape(SERIES, SHAPE)).isEqualTo("""
                | server | runs | CPU s per million deliveries | Anemone ÷ it | target | frames per read |
                |---|---|---|---|---|---|
                | Anemone | 2 | 0.280 [0.250–0.310] |  | frames per read ≤ 16.0: reached | 15.5 [15.0–16.0] |
                | ws | 2 | 6.000 [5.800–6.200] | 1/21.4 | ≤ 1/15: reached | 1.0 [1.0–1.0] |
                | soketi | 2 | 4.500 [4.000–5.000] | 1/16.1 | ≤ 0.05: **missed** | 1.0 [1.0–1.0] |
                """);
    }

    @Test
    void everyTargetIsAnsweredFor() {
        assertThat(REPORT.targets()).isEqualTo("""
                | workload | figure | of | at most | measured | outcome |
                |---|---|---|---|---|---|
                | W1, burst 16 | CPU s per million deliveries | Anemone ÷ ws | 1/15 | 1/21.4 | reached |
                | W1, burst 16 | CPU s per million deliveries | Anemone ÷ soketi | 0.05 | 1/16.1 | **missed** |
                | W1, burst 16 | frames per read | Anemone | 16.0 | 15.5 | reached |
                | W1, burst 16 | CPU s per million deliveries | Anemone ÷ stock Undertow | 0.50 | – | not measured |
                """);
    }

    @Test
    void everyRunIsPrinted() {
        String every = REPORT.markdown().substring(REPORT.markdown().indexOf("## Every run"));
        assertThat(every).contains("""
                | round | server | CPU s per million deliveries | frames per read |
                |---|---|---|---|
                | 1 | Anemone | 0.310 | 16.0 |
                | 1 | ws | 6.200 | 1.0 |
                | 1 | soketi | 5.000 | 1.0 |
                | 2 | ws | 5.800 | 1.0 |
                | 2 | soketi | 4.000 | 1.0 |
                | 2 | Anemone | 0.250 | 15.0 |
                """);
    }

    @Test
    void theConditionsAndTimesAreNamed() {
        assertThat(REPORT.markdown()).contains("JDK 25.\nFrom 2026-01-01T00:00:00Z to 2026-01-02T00:00:00Z.\n");
    }

    @Test
    void aBarIsAsLongAsTheRatioSays() {
        assertThat(RatioChart.svg(REPORT).orElseThrow()).startsWith("<svg ").endsWith("</svg>\n")
                .contains(">W1, burst 16</text>", ">21×</text>", ">16×</text>");
        assertThat(RatioChart.svg(new Report(List.of()))).isEmpty();
    }

    @Test
    void thePageKeepsWhatPeopleWrote() {
        String page = "# Performance\n" + Page.BEGIN + "\nold\n" + Page.END + "\nAfter.\n";
        assertThat(Page.replaced(page, "new\n"))
                .isEqualTo("# Performance\n" + Page.BEGIN + "\n\nnew\n\n" + Page.END + "\nAfter.\n");
        assertThatIllegalStateException().isThrownBy(() -> Page.replaced("# Performance\n", "new"));
    }
}
