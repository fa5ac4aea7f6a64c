package dev.anemone.bench.plan;

import dev.anemone.bench.wire.Payload;
import java.time.Duration;

/// A load: events published by signed HTTP, over connections that stay, one request at a time on each.
public sealed interface LoadPlan permits BurstPlan, RatePlan {
    int MAX_PUBLISHERS = 256;
    /// A payload with which a delivered frame has about 250 bytes.
    int TYPICAL_PAYLOAD = 170;
    int MAX_PAYLOAD = 100 * 1024;

    /// HTTP connections.
    int publishers();

    /// Bytes of each event's `data`, [Payload#MIN_BYTES] to [#MAX_PAYLOAD].
    int payloadBytes();

    /// How long the load runs before it is measured.
    Duration warmUp();

    /// How long it is measured.
    Duration duration();

    /// Checks what all loads have in common.
    static void check(int publishers, int payloadBytes, Duration warmUp, Duration duration) {
        Bounds.check("publishers", publishers, 1, MAX_PUBLISHERS);
        Bounds.check("bytes of payload", payloadBytes, Payload.MIN_BYTES, MAX_PAYLOAD);
        Bounds.check("milliseconds of warm-up", warmUp.toMillis(), 0, Duration.ofDays(1).toMillis());
        Bounds.check("milliseconds of measuring", duration.toMillis(), 1, Duration.ofDays(7).toMillis());
    }
}
