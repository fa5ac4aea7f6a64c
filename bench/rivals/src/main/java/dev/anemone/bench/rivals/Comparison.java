package dev.anemone.bench.rivals;

import dev.anemone.bench.rivals.runs.Figure;
import dev.anemone.bench.rivals.runs.Run;
import dev.anemone.bench.rivals.runs.Series;
import dev.anemone.bench.rivals.runs.SeriesFile;
import dev.anemone.bench.rivals.servers.ServerProcess;
import dev.anemone.bench.rivals.servers.Workbench;
import dev.anemone.bench.rivals.workloads.Contender;
import dev.anemone.bench.rivals.workloads.Pace;
import dev.anemone.bench.rivals.workloads.Shape;
import dev.anemone.bench.rivals.workloads.Workload;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Runs workloads: in each round every server once, one after the other, each in a fresh process. The order turns from
/// round to round, so that nobody always follows the same one. Every run is saved as soon as it is made.
///
/// @param results where series are kept
/// @param conditions what all runs have in common
/// @param out for progress
record Comparison(Workbench bench, Pace pace, Path results, List<Series.Condition> conditions, PrintStream out) {
    /// One run that is to be made.
    private record Turn(Shape shape, Contender contender, int round) {}

    /// Makes the runs of a workload that its file does not have yet, and returns all of them.
    ///
    /// @throws IllegalStateException if a run failed: those before it are kept
    Series run(Workload workload, int rounds) {
        var file = new SeriesFile(results, workload.name());
        Series series = file.load().orElseGet(() -> new Series(workload.name(), conditions, List.of()));
        if (!series.conditions().equals(conditions)) {
            throw new IllegalStateException("The runs in " + results + " of " + workload.name()
                    + " were made under other conditions, so they cannot be continued: leave out --resume.");
        }
        List<Turn> turns = turns(workload, Math.min(rounds, workload.maxRounds()));
        out.println(workload.name() + ": " + workload.title() + ", " + turns.size() + " runs");
        int made = 0;
        long start = System.nanoTime();
        for (int i = 0; i < turns.size(); i++) {
            Turn turn = turns.get(i);
            if (series.has(turn.shape.name(), turn.contender.name(), turn.round)) {
                continue;
            }
            Map<Figure, Double> figures = measure(turn);
            series = series.with(new Run(turn.shape.name(), turn.contender.name(), turn.round,
                    Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(), figures));
            file.save(series);
            made++;
            Duration left = Duration.ofNanos((System.nanoTime() - start) / made * (turns.size() - i - 1));
            out.println(progress(turn, i + 1, turns.size(), figures, left));
        }
        return series;
    }

    private static List<Turn> turns(Workload workload, int rounds) {
        var turns = new ArrayList<Turn>();
        for (int round = 1; round <= rounds; round++) {
            for (Shape shape : workload.shapes()) {
                var contenders = new ArrayList<>(shape.contenders());
                Collections.rotate(contenders, 1 - round);
                for (Contender contender : contenders) {
                    turns.add(new Turn(shape, contender, round));
                }
            }
        }
        return turns;
    }

    private Map<Figure, Double> measure(Turn turn) {
        try (ServerProcess server = ServerProcess.start(turn.contender.server(), bench)) {
            return turn.contender.measurement().measure(server, pace);
        } catch (RuntimeException e) {
            throw new IllegalStateException(turn.contender.name() + ", " + turn.shape.name() + ", round " + turn.round
                    + " failed: " + e.getMessage(), e);
        }
    }

    private static String progress(Turn turn, int number, int count, Map<Figure, Double> figures, Duration left) {
        String measured = turn.shape.columns().stream()
                .flatMap(figure -> Stream.ofNullable(figures.get(figure))
                        .map(value -> figure.format(value) + " " + figure.title()))
                .collect(Collectors.joining(", "));
        return "  [" + number + "/" + count + ", " + left.toMinutes() + " min " + left.toSecondsPart() + " s left] "
                + turn.shape.name() + ", round " + turn.round + ", " + turn.contender.name() + ": " + measured;
    }
}
