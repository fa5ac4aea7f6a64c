package dev.anemone.bench.report;

import static dev.anemone.bench.report.Figures.count;
import static dev.anemone.bench.report.Figures.decimals;
import static dev.anemone.bench.report.Figures.millis;
import static dev.anemone.bench.report.Figures.percent;
import static dev.anemone.bench.report.Figures.percentile;

import dev.anemone.bench.measure.Connected;
import dev.anemone.bench.measure.Cpu;
import dev.anemone.bench.measure.Faults;
import dev.anemone.bench.measure.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/// A run for people: a table, and in red what is wrong.
public final class Summary {
    private static final String RED = "\u001B[31m";
    private static final String PLAIN = "\u001B[0m";

    private final StringBuilder text = new StringBuilder();
    private final boolean coloured;

    private Summary(boolean coloured) {
        this.coloured = coloured;
    }

    /// The table.
    ///
    /// @param coloured whether a terminal shows it
    public static String of(Run run, boolean coloured) {
        var summary = new Summary(coloured);
        summary.connected(run);
        summary.load(run);
        summary.latencies(run.result());
        summary.costs(run.result());
        summary.faults(run.result()).forEach(summary::red);
        return summary.text.toString();
    }

    private void connected(Run run) {
        Connected how = run.connected();
        row("Server", Figures.server(run.target()));
        row("Clients", Figures.clients(run.swarm()));
        row("", "in after " + decimals(how.seconds()) + " s, p99 of one " + millis(how.latencyNanos()
                .getValueAtPercentile(99)));
        Cpu server = how.server();
        if (server != null) {
            row("", decimals(how.serverMicrosPerConnection()) + " µs of server CPU each");
        }
        if (run.swarm().deflate()) {
            row("Compression", how.deflated() == how.connections()
                    ? "agreed by all"
                    : how.deflated() == 0
                            ? "not negotiated: the server declined, and sent plain text"
                            : "agreed by " + count(how.deflated()) + " of " + count(how.connections()));
        }
    }

    private void load(Run run) {
        Result result = run.result();
        row("Load", Figures.load(run.load()));
        text.append('\n');
        row("Events", count(result.events()) + " in " + count(result.publishes()) + " signed requests, "
                + decimals(result.publishes() / result.seconds()) + "/s");
        row("Deliveries", count(result.deliveries()) + ", " + count(Math.round(result.deliveriesPerSecond())) + "/s");
        row("Frames per read", decimals(result.framesPerRead()));
    }

    private void latencies(Result result) {
        text.append('\n');
        text.append(String.format(Locale.ROOT, "  %-18s", "Latency"));
        Figures.PERCENTILES.forEach(p -> text.append(String.format(Locale.ROOT, "%12s", percentile(p))));
        text.append('\n');
        row("each delivery", result.latencyNanos());
        row("last delivery", result.lastDeliveryNanos());
        text.append('\n');
    }

    private void row(String name, Histogram nanos) {
        text.append(String.format(Locale.ROOT, "  %-18s", "  " + name));
        Figures.PERCENTILES.forEach(
                p -> text.append(String.format(Locale.ROOT, "%12s", millis(nanos.getValueAtPercentile(p)))));
        text.append('\n');
    }

    private void costs(Result result) {
        Cpu server = result.server();
        if (server == null) {
            row("Server CPU", "not read; name its process with --server-pid");
        } else {
            row("Server CPU", decimals(server.seconds()) + " s, " + percent(server.userShare())
                    + " of it outside the kernel");
            row("", decimals(result.serverSecondsPerMillionDeliveries()) + " s per million deliveries");
            row("", decimals(result.serverMicrosPerPublish()) + " µs per request with its deliveries");
        }
        row("Generator CPU", decimals(result.generatorCpuSeconds()) + " s; its one thread was busy for "
                + percent(result.generatorShare()) + " of the time");
    }

    private List<String> faults(Result result) {
        Faults faults = result.faults();
        var said = new ArrayList<String>();
        add(said, faults.lost(), "deliveries were lost");
        add(said, faults.duplicated(), "deliveries came more than once");
        add(said, faults.outOfOrder(), "deliveries came out of order");
        add(said, faults.stray(), "deliveries came astray or too late");
        add(said, faults.unsent(), "events could not be sent in time: the server did not answer earlier ones");
        if (!faults.closes().isEmpty()) {
            said.add("The server closed connections: " + codes(faults.closes()) + ".");
        }
        if (!faults.errors().isEmpty()) {
            said.add("The server sent pusher:error: " + codes(faults.errors()) + ".");
        }
        if (result.generatorBound()) {
            said.add("The generator was busy all the time: the figures are its own, not the server's. Ask for less.");
        }
        if (result.deliveries() == 0) {
            said.add("Nothing was delivered.");
        }
        return said;
    }

    private static void add(List<String> said, long count, String what) {
        if (count > 0) {
            said.add(count(count) + " " + what + ".");
        }
    }

    private static String codes(Map<Integer, Long> byCode) {
        return byCode.entrySet()
                .stream()
                .map(code -> count(code.getValue()) + " with " + code.getKey())
                .collect(Collectors.joining(", "));
    }

    private void row(String name, String value) {
        text.append(String.format(Locale.ROOT, "  %-18s%s%n", name, value));
    }

    private void red(String sentence) {
        text.append("  ").append(coloured ? RED : "").append(sentence).append(coloured ? PLAIN : "").append('\n');
    }
}
