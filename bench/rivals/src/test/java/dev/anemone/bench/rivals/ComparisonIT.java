package dev.anemone.bench.rivals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.anemone.bench.rivals.report.Report;
import dev.anemone.bench.rivals.runs.Figure;
import dev.anemone.bench.rivals.runs.Run;
import dev.anemone.bench.rivals.runs.Series;
import dev.anemone.bench.rivals.runs.SeriesFile;
import dev.anemone.bench.rivals.servers.Workbench;
import dev.anemone.bench.rivals.workloads.Contender;
import dev.anemone.bench.rivals.workloads.Pace;
import dev.anemone.bench.rivals.workloads.Workload;
import dev.anemone.bench.rivals.workloads.Workloads;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The comparison as `bench/compare` runs it, but small, short, and on whatever core is free. What the figures are is not
/// judged here.
class ComparisonIT {
    private static final Pace PACE = new Pace(Duration.ofMillis(200), Duration.ofMillis(300), Duration.ZERO, 2);
    private static final List<String> JVM_OPTIONS = List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow");

    @TempDir private Path folder;

    private final ByteArrayOutputStream progress = new ByteArrayOutputStream();

    private Comparison comparison(Series.Condition... conditions) {
        var bench = new Workbench(Path.of("../..").toAbsolutePath().normalize(), JVM_OPTIONS, null,
                folder.resolve("work"));
        return new Comparison(bench, PACE, folder, List.of(conditions),
                new PrintStream(progress, true, StandardCharsets.UTF_8));
    }

    private static Workload workload(String name) {
        return Workloads.all(Duration.ofSeconds(3)).stream()
                .filter(workload -> workload.name().equals(name))
                .findFirst()
                .orElseThrow()
                .without(Contender.SOKETI);
    }

    private static List<String> turns(Series series) {
        return series.runs().stream().map(run -> run.round() + " " + run.server()).toList();
    }

    @Test
    void everyServerHasItsTurnInEachRound() {
        Workload publishing = workload("W5");
        Series one = comparison().run(publishing, 1);
        assertThat(turns(one)).containsExactly("1 Anemone", "1 stock Undertow", "1 ws");

        Series two = comparison().run(publishing, 2);
        assertThat(two.runs()).startsWith(one.runs().toArray(Run[]::new)); // It went on where the first ended.
        assertThat(turns(two)).containsExactly("1 Anemone", "1 stock Undertow", "1 ws", "2 stock Undertow", "2 ws",
                "2 Anemone");
        assertThat(new SeriesFile(folder, "W5").load()).contains(two);
        assertThat(two.runs()).allSatisfy(run -> {
            assertThat(run.figures().get(Figure.PUBLISHES_PER_SECOND)).isPositive();
            assertThat(run.figures().get(Figure.P99)).isPositive();
            assertThat(run.figures().get(Figure.FRAMES_PER_READ)).isPositive();
        });
        assertThat(progress.toString(StandardCharsets.UTF_8))
                .contains("[6/6, 0 min 0 s left] 10 deliveries, round 2, Anemone: ");
        assertThat(new Report(List.of(new Report.Entry(publishing, two))).markdown())
                .contains("| Anemone | 2 | ", "| ws | 2 | ");

        assertThatIllegalStateException()
                .isThrownBy(() -> comparison(new Series.Condition("JDK", "26")).run(publishing, 3))
                .withMessageContaining("other conditions");
    }

    @Test
    void theDisconnectIsOverWhenTheLastDescriptorIsGone() {
        Series series = comparison().run(workload("W4d"), 1);
        assertThat(turns(series)).containsExactly("1 Anemone", "1 stock Undertow");
        assertThat(series.runs()).allSatisfy(run -> {
            assertThat(run.figures().get(Figure.DISCONNECT_CPU)).isNotNegative();
            assertThat(run.figures().get(Figure.DISCONNECT_SECONDS)).isPositive();
            assertThat(run.figures().get(Figure.QUIET_P99)).isPositive();
        });
    }
}
