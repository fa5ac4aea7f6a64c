package dev.anemone.bench.rivals.runs;

import java.util.List;

/// The middle of several values and how far they lie apart.
///
/// @param runs how many there are, at least 1
/// @param median the middle one, or the mean of the two in the middle
public record Spread(int runs, double median, double min, double max) {
    /// Of at least one value, in any order.
    public static Spread of(List<Double> values) {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("No values, so no median.");
        }
        double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
        int half = sorted.length / 2;
        double median = sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
        return new Spread(sorted.length, median, sorted[0], sorted[sorted.length - 1]);
    }

    /// `median [min-max]`, in the figure's own decimals.
    public String format(Figure figure) {
        return runs == 1
                ? figure.format(median)
                : figure.format(median) + " [" + figure.format(min) + "–" + figure.format(max) + "]";
    }
}
