package dev.anemone.auth.http;

import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// How often each of many may ask this node: nodes do not count together. Thread-safe.
///
/// Each has a token bucket of two seconds' worth, so that a page which opens may ask for many channels at once. A bucket that
/// is full again is as good as none, so those are dropped when there are many: what is kept is bounded by those who asked
/// within two seconds, and by [#MAX_KEPT].
///
/// @param <S> who asks
final class RequestRate<S> {
    /// As a rate: no limit.
    static final int UNLIMITED = 0;
    /// How many buckets are kept at most. At more, all are dropped: for a moment, everybody may ask more.
    static final int MAX_KEPT = 262_144;

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int BURST_SECONDS = 2;
    private static final int FEW = 1_024;

    private final int perSecond;
    private final TimeMeter time;
    private final Map<S, Bucket> buckets = new ConcurrentHashMap<>();
    private volatile int sweepAbove = FEW;

    /// @param perSecond 1 or more, or [#UNLIMITED]
    /// @param nanoTime a clock that never goes back
    RequestRate(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.time = new Ticks(nanoTime);
    }

    /// The rate, in requests per second.
    int perSecond() {
        return perSecond;
    }

    /// Counts a request of `source`. Empty if it may pass; else it counts for nothing, and this is the time to wait.
    Optional<Duration> take(S source) {
        if (perSecond == UNLIMITED) {
            return Optional.empty();
        }
        ConsumptionProbe probe = bucket(source).tryConsumeAndReturnRemaining(1);
        return probe.isConsumed()
                ? Optional.empty()
                : Optional.of(Duration.ofNanos(probe.getNanosToWaitForRefill()));
    }

    private Bucket bucket(S source) {
        Bucket present = buckets.get(source);
        if (present != null) {
            return present;
        }
        if (buckets.size() >= sweepAbove) {
            sweep();
        }
        return buckets.computeIfAbsent(source, _ -> fullBucket());
    }

    /// A request that takes from a bucket at this very moment is not counted; it was the first in two seconds.
    private void sweep() {
        buckets.values().removeIf(bucket -> bucket.getAvailableTokens() == capacity());
        if (buckets.size() > MAX_KEPT / 2) {
            buckets.clear();
        }
        sweepAbove = Math.clamp(2L * buckets.size(), FEW, MAX_KEPT);
    }

    private Bucket fullBucket() {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(capacity()).refillGreedy(perSecond, SECOND))
                .withCustomTimePrecision(time)
                .build();
    }

    private long capacity() {
        return (long) BURST_SECONDS * perSecond;
    }

    /// How many buckets are kept.
    int kept() {
        return buckets.size();
    }

    private record Ticks(LongSupplier nanoTime) implements TimeMeter {
        @Override
        public long currentTimeNanos() {
            return nanoTime.getAsLong();
        }

        @Override
        public boolean isWallClockBased() {
            return false;
        }
    }
}
