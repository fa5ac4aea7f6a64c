package dev.anemone.bench.swarm;

import dev.anemone.bench.measure.Cpu;
import dev.anemone.bench.measure.Faults;
import dev.anemone.bench.measure.OwnCpu;
import dev.anemone.bench.measure.Result;
import java.util.SortedMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Counts during one load. Confined to the loop's thread.
final class Tally {
    private static final long SHORTEST_NANOS = 1_000;
    private static final long LONGEST_NANOS = 3_600_000_000_000L;
    private static final double NANOS = 1e9;

    final Histogram latencyNanos = histogram();
    final Histogram lastDeliveryNanos = histogram();
    long deliveries;
    long reads;
    long lost;
    long duplicated;
    long outOfOrder;
    long stray;
    long unsent;

    /// For anything from a microsecond to an hour, to three digits.
    static Histogram histogram() {
        return new Histogram(SHORTEST_NANOS, LONGEST_NANOS, 3);
    }

    /// Adds a time to a histogram.
    static void record(Histogram histogram, long nanos) {
        histogram.recordValue(Math.clamp(nanos, 0, LONGEST_NANOS));
    }

    /// Counts one delivery that was due at `dueNanos`.
    void delivered(long dueNanos, long nowNanos, boolean last) {
        deliveries++;
        record(latencyNanos, nowNanos - dueNanos);
        if (last) {
            record(lastDeliveryNanos, nowNanos - dueNanos);
        }
    }

    /// The result.
    ///
    /// @param nanos how long it was measured
    Result result(long events, long publishes, long nanos, @Nullable Cpu server, OwnCpu own,
            SortedMap<Integer, Long> closes, SortedMap<Integer, Long> errors) {
        return new Result(deliveries, events, publishes, nanos / NANOS, reads, latencyNanos, lastDeliveryNanos, server,
                own.processNanos() / NANOS, (double) own.threadNanos() / nanos,
                new Faults(lost, duplicated, outOfOrder, stray, unsent, closes, errors));
    }
}
