package dev.anemone.bench.plan;

import java.time.Duration;

/// A closed loop: each publisher sends a batch, waits until every delivery of it has arrived, and sends the next. It fixes
/// how many frames wait for a connection at once, so that a faster server is not measured under another load.
///
/// @param batch events of a request, dealt to the channels in turn; with 1 it is `POST /events`, else `/batch_events`
/// @param minBursts at least so many are measured, even if it takes longer
public record BurstPlan(int batch, int publishers, int payloadBytes, Duration warmUp, Duration duration, int minBursts)
        implements
            LoadPlan {
    private static final int MAX_BATCH = 10_000;

    public BurstPlan {
        Bounds.check("events of a burst", batch, 1, MAX_BATCH);
        Bounds.check("bursts", minBursts, 0, Integer.MAX_VALUE);
        LoadPlan.check(publishers, payloadBytes, warmUp, duration);
    }

    /// One publisher and a typical payload.
    public static BurstPlan of(int batch, Duration warmUp, Duration duration) {
        return new BurstPlan(batch, 1, TYPICAL_PAYLOAD, warmUp, duration, 1);
    }
}
