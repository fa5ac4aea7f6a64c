package dev.anemone.bench.report;

import dev.anemone.bench.plan.BurstPlan;
import dev.anemone.bench.plan.LoadPlan;
import dev.anemone.bench.plan.RatePlan;
import dev.anemone.bench.plan.SwarmPlan;
import dev.anemone.bench.plan.Target;
import java.util.List;
import java.util.Locale;

/// How figures are written for people.
final class Figures {
    /// The percentiles that are shown.
    static final List<Double> PERCENTILES = List.of(50.0, 90.0, 99.0, 99.9, 99.99, 100.0);

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double NANOS_PER_SECOND = 1e9;

    private Figures() {}

    /// Milliseconds to three digits that count.
    static String millis(long nanos) {
        double millis = nanos / NANOS_PER_MILLI;
        return decimals(millis) + " ms";
    }

    static double inMillis(long nanos) {
        return nanos / NANOS_PER_MILLI;
    }

    /// A number to about three digits that count: `0.123`, `1.23`, `12.3`, `1,234`.
    static String decimals(double value) {
        int places = value < 1 ? 3 : value < 10 ? 2 : value < 100 ? 1 : 0;
        return String.format(Locale.ROOT, "%,." + places + "f", value);
    }

    static String count(long value) {
        return String.format(Locale.ROOT, "%,d", value);
    }

    static String percent(double share) {
        return String.format(Locale.ROOT, "%.0f %%", share * 100);
    }

    /// `p50`, `p99.9`, `max`.
    static String percentile(double percentile) {
        if (percentile == 100) {
            return "max";
        }
        String text = Double.toString(percentile);
        return "p" + (text.endsWith(".0") ? text.substring(0, text.length() - 2) : text);
    }

    /// The clients, in a phrase.
    static String clients(SwarmPlan plan) {
        return count(plan.connections()) + " connections, " + count(plan.channels()) + " channels with "
                + count(plan.subscribers()) + " subscribers each" + (plan.deflate() ? ", compression offered" : "");
    }

    /// The load, in a phrase.
    static String load(LoadPlan plan) {
        String what = switch (plan) {
            case RatePlan rate -> decimals(rate.perSecond()) + " events/s";
            case BurstPlan burst -> "bursts of " + count(burst.batch());
        };
        return what + " by " + count(plan.publishers()) + " publishers, " + count(plan.payloadBytes())
                + " B of data, for " + decimals(plan.duration().toNanos() / NANOS_PER_SECOND) + " s after "
                + decimals(plan.warmUp().toNanos() / NANOS_PER_SECOND) + " s of warm-up";
    }

    /// The server, without what is secret.
    static String server(Target target) {
        return target.url().toString();
    }
}
