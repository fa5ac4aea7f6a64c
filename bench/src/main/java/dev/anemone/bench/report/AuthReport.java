package dev.anemone.bench.report;

import static dev.anemone.bench.report.Figures.count;
import static dev.anemone.bench.report.Figures.decimals;
import static dev.anemone.bench.report.Figures.millis;
import static dev.anemone.bench.report.Figures.percent;
import static dev.anemone.bench.report.Figures.percentile;

import dev.anemone.bench.measure.Answered;
import java.util.Locale;

/// A run against an authorization endpoint for people.
public final class AuthReport {
    private static final double NANOS_PER_SECOND = 1e9;

    private final StringBuilder text = new StringBuilder();

    private AuthReport() {}

    /// The table. What is secret is not in it.
    public static String of(AuthRun run) {
        var report = new AuthReport();
        report.row("Endpoint", Figures.server(run.target()) + run.plan().path());
        report.row("Load", "signatures for " + run.plan().channel() + " over " + count(run.plan().requesters())
                + " connections, for " + decimals(run.plan().duration().toNanos() / NANOS_PER_SECOND) + " s after "
                + decimals(run.plan().warmUp().toNanos() / NANOS_PER_SECOND) + " s of warm-up, twice");
        report.loop("The most", run.most());
        report.loop("Half of it", run.half());
        return report.text.toString();
    }

    private void loop(String name, Answered loop) {
        text.append('\n');
        row(name, count(Math.round(loop.perSecond())) + " requests/s, " + count(loop.requests()) + " in all");
        text.append(String.format(Locale.ROOT, "  %-18s", "Latency"));
        Figures.PERCENTILES.forEach(p -> text.append(String.format(Locale.ROOT, "%12s", percentile(p))));
        text.append(String.format(Locale.ROOT, "%n  %-18s", ""));
        Figures.PERCENTILES.forEach(p -> text.append(String.format(Locale.ROOT, "%12s", millis(loop.latencyNanos()
                .getValueAtPercentile(p)))));
        text.append('\n');
        row("Server CPU", loop.server() == null
                ? "not read; name its process with --server-pid"
                : decimals(loop.serverMicrosPerRequest()) + " µs per request");
        row("Generator CPU", decimals(loop.generatorCpuSeconds()) + " s; its one thread was busy for "
                + percent(loop.generatorShare()) + " of the time");
        if (loop.unsent() > 0) {
            row("", count(loop.unsent()) + " requests could not be sent in time.");
        }
        if (loop.generatorBound()) {
            row("", "The generator was busy all the time: the figures are its own, not the server's.");
        }
    }

    private void row(String name, String value) {
        text.append(String.format(Locale.ROOT, "  %-18s%s%n", name, value));
    }
}
