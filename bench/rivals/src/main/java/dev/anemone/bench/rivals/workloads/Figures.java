package dev.anemone.bench.rivals.workloads;

import dev.anemone.bench.measure.Faults;
import dev.anemone.bench.measure.Result;
import dev.anemone.bench.rivals.runs.Figure;
import java.util.EnumMap;
import java.util.Map;
import org.HdrHistogram.Histogram;

/// What a load showed, as figures.
final class Figures {
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double PERCENT = 100;

    private Figures() {}

    /// All that a load of the generator shows; more can be added.
    ///
    /// @throws IllegalStateException if the server did not deliver exactly what was published: such a run is no figure
    static Map<Figure, Double> of(Result result) {
        requireExact(result.faults());
        if (result.deliveries() == 0) {
            throw new IllegalStateException("nothing was delivered while it was measured; measure longer");
        }
        var figures = new EnumMap<Figure, Double>(Figure.class);
        figures.put(Figure.CPU_PER_MILLION, result.serverSecondsPerMillionDeliveries());
        figures.put(Figure.CPU_PER_PUBLISH, result.serverMicrosPerPublish());
        if (result.server() != null) {
            figures.put(Figure.USER_PERCENT, result.server().userShare() * PERCENT);
        }
        figures.put(Figure.DELIVERIES_PER_SECOND, result.deliveriesPerSecond());
        figures.put(Figure.PUBLISHES_PER_SECOND, result.publishes() / result.seconds());
        figures.put(Figure.LAST_P50, millis(result.lastDeliveryNanos(), 50));
        figures.put(Figure.LAST_P99, millis(result.lastDeliveryNanos(), 99));
        figures.put(Figure.P50, millis(result.latencyNanos(), 50));
        figures.put(Figure.P99, millis(result.latencyNanos(), 99));
        figures.put(Figure.MAX, millis(result.latencyNanos(), 100));
        figures.put(Figure.FRAMES_PER_READ, result.framesPerRead());
        figures.put(Figure.GENERATOR_PERCENT, result.generatorShare() * PERCENT);
        return figures;
    }

    static double millis(Histogram nanos, double percentile) {
        return nanos.getValueAtPercentile(percentile) / NANOS_PER_MILLI;
    }

    private static void requireExact(Faults faults) {
        if (!faults.none()) {
            throw new IllegalStateException("not everything was delivered once: " + faults);
        }
    }
}
