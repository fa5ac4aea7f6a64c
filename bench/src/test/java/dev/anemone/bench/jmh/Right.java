package dev.anemone.bench.jmh;

import dev.anemone.api.http.Checked;
import dev.anemone.api.http.Reply;

/// What must be right, or there is nothing to measure.
public final class Right {
    private Right() {}

    /// The value of a check that passed.
    public static <T> T valid(Checked<T> checked) {
        return switch (checked) {
            case Checked.Valid<T>(T value) -> value;
            case Checked.Refused<T>(Reply reply) -> throw new IllegalStateException(reply.body());
        };
    }
}
