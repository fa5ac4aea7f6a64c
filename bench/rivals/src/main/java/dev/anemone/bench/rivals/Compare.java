package dev.anemone.bench.rivals;

import dev.anemone.bench.rivals.report.Page;
import dev.anemone.bench.rivals.report.Report;
import dev.anemone.bench.rivals.runs.SeriesFile;
import dev.anemone.bench.rivals.servers.Workbench;
import dev.anemone.bench.rivals.workloads.Workload;
import dev.anemone.bench.rivals.workloads.Workloads;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// The process behind the script `bench/compare`, which sets the properties that are read here.
public final class Compare {
    private Compare() {}

    /// Ends with 1 if a run failed, and with 2 if the command line is wrong.
    public static void main(String[] arguments) {
        Path root = Path.of(System.getProperty("compare.root", ".")).toAbsolutePath().normalize();
        Options options;
        try {
            options = Options.parse(List.of(arguments), root.resolve("docs/performance.md"));
        } catch (IllegalArgumentException e) {
            System.err.println("compare: " + e.getMessage());
            System.exit(2);
            return;
        }
        try {
            run(root, options);
        } catch (IllegalStateException e) {
            System.err.println("compare: " + e.getMessage());
            System.err.println("compare: what was measured is kept; --resume goes on from here.");
            System.exit(1);
        }
    }

    private static void run(Path root, Options options) {
        Path target = root.resolve("bench/rivals/target/compare");
        var bench = new Workbench(root, List.of(System.getProperty("compare.jvm-options", "").split(" ", -1)),
                Integer.getInteger("compare.server-cpu"), target.resolve("work"));
        Path results = target.resolve("results");
        if (!options.workloads().isEmpty()) {
            var comparison = new Comparison(bench, options.pace(), results, Conditions.of(bench, options.pace()),
                    System.out);
            for (Workload workload : options.workloads()) {
                if (!options.resume()) {
                    new SeriesFile(results, workload.name()).retire();
                }
                comparison.run(workload, options.rounds());
                report(options, results);
            }
        }
        System.out.println("\n" + report(options, results).targets());
        System.out.println("Tables: " + options.page() + ". Every run: " + results);
    }

    /// Writes the page of everything that was measured, by whichever run.
    private static Report report(Options options, Path results) {
        Stream<Report.Entry> entries = Workloads.all(options.soak()).stream()
                .flatMap(workload -> new SeriesFile(results, workload.name()).load().stream()
                        .map(series -> new Report.Entry(workload, series)));
        var report = new Report(entries.toList());
        new Page(options.page()).write(report);
        return report;
    }
}
