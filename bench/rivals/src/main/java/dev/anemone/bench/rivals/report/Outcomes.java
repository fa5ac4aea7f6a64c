package dev.anemone.bench.rivals.report;

import dev.anemone.bench.rivals.runs.Target;
import java.util.Locale;

/// How outcomes are worded.
final class Outcomes {
    private Outcomes() {}

    /// `0.59`, but `1/17.2` below a tenth: that is how people say it.
    static String ratio(double ratio) {
        return ratio < 0.1
                ? String.format(Locale.ROOT, "1/%.1f", 1 / ratio)
                : String.format(Locale.ROOT, "%.2f", ratio);
    }

    /// `≤ 1/15: reached`.
    static String sentence(Target target, Target.Outcome outcome) {
        return "≤ " + target.limitText() + ": " + verdict(outcome);
    }

    static String verdict(Target.Outcome outcome) {
        return switch (outcome) {
            case Target.Outcome.Measured(_, var reached) -> reached ? "reached" : "**missed**";
            case Target.Outcome.Unmeasured() -> "not measured";
        };
    }

    /// The figure or the ratio, `–` if there is none.
    static String value(Target target, Target.Outcome outcome) {
        return switch (outcome) {
            case Target.Outcome.Measured(var value, _) ->
                target.rival() == null ? target.figure().format(value) : ratio(value);
            case Target.Outcome.Unmeasured() -> "–";
        };
    }
}
