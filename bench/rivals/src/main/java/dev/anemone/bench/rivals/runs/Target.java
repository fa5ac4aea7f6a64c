package dev.anemone.bench.rivals.runs;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What Anemone is to reach: a figure at most so much, or at most such a share of a rival's in the same series.
///
/// @param server Anemone, in the setting that is meant
/// @param rival what it is divided by; null if the limit is absolute
/// @param limit the most that reaches it, in the figure's unit or as a ratio
/// @param limitText the limit as people say it, e.g. `1/15`
public record Target(String shape, Figure figure, String server, @Nullable String rival, double limit,
        String limitText) {

    /// How it came out.
    public sealed interface Outcome {
        /// Medians were compared.
        ///
        /// @param value the figure, or the ratio
        record Measured(double value, boolean reached) implements Outcome {}

        /// One of the two has no run.
        record Unmeasured() implements Outcome {}
    }

    /// At most `1/n` of the rival's.
    public static Target fraction(String shape, Figure figure, String server, String rival, int n) {
        return new Target(shape, figure, server, rival, 1.0 / n, "1/" + n);
    }

    /// At most `ratio` of the rival's.
    public static Target ratio(String shape, Figure figure, String server, String rival, double ratio) {
        return new Target(shape, figure, server, rival, ratio, String.format(Locale.ROOT, "%.2f", ratio));
    }

    /// At most `limit` in the figure's unit.
    public static Target absolute(String shape, Figure figure, String server, double limit) {
        return new Target(shape, figure, server, null, limit, figure.format(limit));
    }

    /// Holds the medians of a series against it.
    public Outcome judge(Series series) {
        var own = series.spread(shape, server, figure);
        if (own.isEmpty()) {
            return new Outcome.Unmeasured();
        }
        if (rival == null) {
            return measured(own.get().median());
        }
        var other = series.spread(shape, rival, figure);
        return other.isEmpty() ? new Outcome.Unmeasured() : measured(own.get().median() / other.get().median());
    }

    private Outcome measured(double value) {
        return new Outcome.Measured(value, value <= limit);
    }
}
