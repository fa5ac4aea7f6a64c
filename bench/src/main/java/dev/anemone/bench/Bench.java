package dev.anemone.bench;

import dev.anemone.bench.measure.Answered;
import dev.anemone.bench.report.AuthReport;
import dev.anemone.bench.report.AuthRun;
import dev.anemone.bench.report.JsonReport;
import dev.anemone.bench.report.LatencyPlot;
import dev.anemone.bench.report.ProgressLine;
import dev.anemone.bench.report.Run;
import dev.anemone.bench.report.Summary;
import dev.anemone.bench.swarm.Requesters;
import dev.anemone.bench.swarm.Swarm;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;

/// One run of `anemone bench`: connect, load, report.
public final class Bench {
    private Bench() {}

    /// Measures an authorization endpoint, and says what came of it.
    ///
    /// @param out gets the table
    /// @param err gets the progress
    /// @param terminal whether both are read on a terminal
    /// @return whether all that was due was answered
    /// @throws dev.anemone.bench.swarm.BenchFailure if it could not be measured
    /// @throws IOException if the report cannot be written
    public static boolean run(AuthOptions options, InstantSource clock, PrintWriter out, PrintWriter err,
            boolean terminal) throws IOException {
        if (options.json().isPresent()) {
            Files.writeString(options.json().get(), "");
        }
        var progress = new ProgressLine(err, terminal);
        AuthRun run;
        Instant began = clock.instant();
        try (var requesters = new Requesters(options.target(), options.plan(), progress)) {
            Answered most = requesters.most();
            run = new AuthRun(options.target(), options.plan(), began, most, requesters.half(most));
        } finally {
            progress.end();
        }
        out.print(AuthReport.of(run));
        out.flush();
        if (options.json().isPresent()) {
            Files.writeString(options.json().get(), JsonReport.of(run));
        }
        return run.ok();
    }

    /// Measures, and says what came of it.
    ///
    /// @param out gets the table
    /// @param err gets the progress
    /// @param terminal whether both are read on a terminal
    /// @return whether something was delivered, and everything exactly once
    /// @throws dev.anemone.bench.swarm.BenchFailure if it could not be measured
    /// @throws IOException if a report cannot be written
    public static boolean run(BenchOptions options, InstantSource clock, PrintWriter out, PrintWriter err,
            boolean terminal) throws IOException {
        for (Path file : options.files()) {
            Files.writeString(file, ""); // What cannot be written is known before the work is done.
        }
        var progress = new ProgressLine(err, terminal);
        Run run;
        Instant began = clock.instant();
        try (Swarm swarm = Swarm.connect(options.target(), options.swarm(), progress)) {
            run = new Run(options.target(), options.swarm(), options.load(), began, swarm.connected(),
                    swarm.run(options.load()));
        } finally {
            progress.end();
        }
        out.print(Summary.of(run, terminal));
        out.flush();
        if (options.json().isPresent()) {
            Files.writeString(options.json().get(), JsonReport.of(run));
        }
        if (options.plot().isPresent()) {
            Files.writeString(options.plot().get(), LatencyPlot.of(run));
        }
        return run.ok();
    }
}
