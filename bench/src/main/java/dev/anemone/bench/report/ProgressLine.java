package dev.anemone.bench.report;

import static dev.anemone.bench.report.Figures.count;
import static dev.anemone.bench.report.Figures.decimals;

import dev.anemone.bench.measure.Progress;
import java.io.PrintWriter;
import java.util.Locale;

/// One line that says how a run goes: over and over in place on a terminal, else one after the other. Thread-safe.
public final class ProgressLine implements Progress {
    private static final String REWRITE = "\r\u001B[K";

    private final PrintWriter to;
    private final boolean terminal;

    public ProgressLine(PrintWriter to, boolean terminal) {
        this.to = to;
        this.terminal = terminal;
    }

    @Override
    public void tick(Status status) {
        say(line(status));
    }

    @Override
    public void asked(Phase phase, long done, long of, long answersPerSecond, double p99Millis) {
        say(String.format(Locale.ROOT, "%-10s  %d of %d s  %s requests/s", name(phase), done, of,
                count(answersPerSecond)) + (p99Millis > 0 ? "  p99 " + decimals(p99Millis) + " ms" : ""));
    }

    private void say(String line) {
        if (terminal) {
            to.print(REWRITE + line);
        } else {
            to.println(line);
        }
        to.flush();
    }

    static String line(Status status) {
        if (status.phase() == Phase.CONNECTING) {
            return "connecting  " + count(status.done()) + " of " + count(status.of());
        }
        return String.format(Locale.ROOT, "%-10s  %d of %d s  %s deliveries/s  %s publishes/s", name(status.phase()),
                status.done(), status.of(), count(status.deliveriesPerSecond()), count(status.publishesPerSecond()))
                + (status.p99Millis() > 0 ? "  p99 " + decimals(status.p99Millis()) + " ms" : "")
                + (status.lost() > 0 ? "  " + count(status.lost()) + " LOST" : "");
    }

    private static String name(Phase phase) {
        return switch (phase) {
            case CONNECTING -> "connecting";
            case WARMING_UP -> "warming up";
            case MEASURING -> "measuring";
            case DRAINING -> "waiting";
        };
    }

    /// Leaves the terminal clean.
    public void end() {
        if (terminal) {
            to.print(REWRITE);
            to.flush();
        }
    }
}
