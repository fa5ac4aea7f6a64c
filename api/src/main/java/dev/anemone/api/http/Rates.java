package dev.anemone.api.http;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.Limits;
import io.github.bucket4j.Bucket;
import io.github.bucket4j.ConsumptionProbe;
import io.github.bucket4j.TimeMeter;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// How often each app may publish and ask, on this node: nodes do not count together. Thread-safe.
///
/// Each rate is a token bucket of one second's worth. A bucket that is full again is as good as none, so those are dropped
/// when there are many: what is kept is bounded by the apps that were active within a second or two.
public final class Rates {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final int FEW = 1_024;

    private enum Use {
        EVENTS, READS
    }

    /// A changed limit is another bucket.
    private record Meter(AppId app, Use use, int perSecond) {}

    private final TimeMeter time;
    private final Map<Meter, Bucket> buckets = new ConcurrentHashMap<>();
    private volatile int sweepAbove = FEW;

    /// @param nanoTime a clock that never goes back
    public Rates(LongSupplier nanoTime) {
        this.time = new Ticks(nanoTime);
    }

    /// `value`, if `app` may publish `publications` more now. Refused with 429 if it may later, and with 400 if it never may,
    /// because they are more than a second's worth.
    public <T> Checked<T> publishing(App app, int publications, T value) {
        int rate = app.limits().backendEventsPerSecond();
        if (publications > rate) {
            return Checked
                    .refused(Reply.badRequest("Too many events in one request: " + publications + ", counted once for"
                            + " each channel, but the app may publish " + rate
                            + " per second (setting limits.backend-events-per-second)."));
        }
        return take(app, Use.EVENTS, rate, publications, value, "backend-events-per-second");
    }

    /// `handler` for requests that only ask; 429 while the app asks too often.
    public RequestHandler asking(RequestHandler handler) {
        return request -> {
            Limits limits = request.app().limits();
            return take(request.app(), Use.READS, limits.readRequestsPerSecond(), 1, request,
                    "read-requests-per-second")
                    .answer(handler::handle);
        };
    }

    private <T> Checked<T> take(App app, Use use, int rate, int tokens, T value, String setting) {
        if (rate == App.UNLIMITED || tokens == 0) {
            return Checked.valid(value);
        }
        ConsumptionProbe probe = bucket(new Meter(app.id(), use, rate)).tryConsumeAndReturnRemaining(tokens);
        return probe.isConsumed()
                ? Checked.valid(value)
                : Checked.refused(Reply.tooManyRequests("Rate limit exceeded: at most " + rate
                        + " per second (setting limits." + setting + ").",
                        Duration.ofNanos(probe.getNanosToWaitForRefill())));
    }

    private Bucket bucket(Meter meter) {
        Bucket present = buckets.get(meter);
        if (present != null) {
            return present;
        }
        if (buckets.size() >= sweepAbove) {
            // A request that takes from a bucket at this very moment is not counted; it was the first in a second.
            buckets.entrySet().removeIf(entry -> entry.getValue().getAvailableTokens() == entry.getKey().perSecond());
            sweepAbove = Math.max(FEW, 2 * buckets.size());
        }
        return buckets.computeIfAbsent(meter, this::fullBucket);
    }

    private Bucket fullBucket(Meter meter) {
        return Bucket.builder()
                .addLimit(limit -> limit.capacity(meter.perSecond()).refillGreedy(meter.perSecond(), SECOND))
                .withCustomTimePrecision(time)
                .build();
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
