package dev.anemone.bench.plan;

import java.time.Duration;

/// An open loop: events are due at fixed intervals, whatever the server does. Latency counts from when an event was due, so
/// what a slow server keeps waiting is in the figures (no coordinated omission).
///
/// @param perSecond events that become due, one channel after the other; more than 0
/// @param publishers an event waits if all are busy, and that counts
public record RatePlan(double perSecond, int publishers, int payloadBytes, Duration warmUp, Duration duration)
        implements
            LoadPlan {
    private static final double MAX_RATE = 1_000_000;
    private static final double NANOS = 1e9;

    public RatePlan {
        if (!(perSecond > 0 && perSecond <= MAX_RATE)) {
            throw new IllegalArgumentException("events per second: expected more than 0 and at most 1000000, got "
                    + perSecond);
        }
        LoadPlan.check(publishers, payloadBytes, warmUp, duration);
    }

    /// A typical payload.
    public static RatePlan of(double perSecond, int publishers, Duration warmUp, Duration duration) {
        return new RatePlan(perSecond, publishers, TYPICAL_PAYLOAD, warmUp, duration);
    }

    /// When an event is due, in nanoseconds after the first.
    public long dueNanos(long event) {
        return (long) (event * (NANOS / perSecond));
    }
}
