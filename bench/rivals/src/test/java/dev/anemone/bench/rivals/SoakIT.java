package dev.anemone.bench.rivals;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.bench.rivals.runs.Figure;
import dev.anemone.bench.rivals.runs.Series;
import dev.anemone.bench.rivals.servers.Workbench;
import dev.anemone.bench.rivals.workloads.Pace;
import dev.anemone.bench.rivals.workloads.Workloads;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A minute of what `bench/compare soak` does for ten. The heap is judged there alone: it is compared with what it was after
/// the first minute, and this is the first minute.
class SoakIT {
    private static final Duration DURATION = Duration.ofMinutes(1);

    @TempDir private Path folder;

    @Test
    void whoeverLeavesLeavesNothingBehind() {
        var bench = new Workbench(Path.of("../..").toAbsolutePath().normalize(),
                List.of("-XX:+UseSerialGC", "--enable-native-access=ALL-UNNAMED",
                        "--sun-misc-unsafe-memory-access=allow"),
                null, folder);
        var out = new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
        Series series = new Comparison(bench, Pace.DEFAULT, folder, List.of(), out)
                .run(Workloads.all(DURATION).getLast(), 1);

        var figures = series.runs().getFirst().figures();
        assertThat(figures.get(Figure.LEFT_BEHIND)).isZero();
        assertThat(figures.get(Figure.DIRECT_DRIFT)).isLessThan(105);
    }
}
