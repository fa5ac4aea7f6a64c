package dev.anemone.bench.rivals.workloads;

import java.time.Duration;

/// How long a run takes, and how large it may be.
///
/// @param warmUp before anything counts: the JIT of a JVM needs a thousand publishes and a few seconds
/// @param duration of what counts
/// @param settle how long idle connections are left alone before their memory is read: 60 s is Undertow's longest timer
/// @param scale connections of every workload, in percent of what it says
public record Pace(Duration warmUp, Duration duration, Duration settle, int scale) {
    /// What the tables are made with.
    public static final Pace DEFAULT = new Pace(Duration.ofSeconds(6), Duration.ofSeconds(5), Duration.ofSeconds(75),
            100);

    public Pace {
        if (duration.isNegative() || duration.isZero() || warmUp.isNegative() || settle.isNegative()) {
            throw new IllegalArgumentException("A run needs some time, got " + duration + " after " + warmUp);
        }
        if (scale < 1 || scale > 100) {
            throw new IllegalArgumentException("scale: expected 1 to 100, got " + scale);
        }
    }

    /// A number of connections or channels, scaled; at least 1.
    public int scaled(int count) {
        return Math.max(1, Math.toIntExact((long) count * scale / 100));
    }

    /// The same with a longer warm-up, unless this one is shorter than usual altogether.
    Pace warmedFor(Duration atLeast) {
        return warmUp.compareTo(DEFAULT.warmUp) < 0 || warmUp.compareTo(atLeast) >= 0
                ? this
                : new Pace(atLeast, duration, settle, scale);
    }
}
