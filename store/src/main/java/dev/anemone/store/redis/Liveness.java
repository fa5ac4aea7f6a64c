package dev.anemone.store.redis;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/// What this node knows of Redis being there. That a connection is open says nothing; what counts is what came through
/// each of them lately. The canaries that the node sends itself every second see to it that something does. How long ago
/// the newest canary that came back was sent is how late this node hears everything. Of the masters of a Cluster, the
/// worst counts. Thread-safe.
final class Liveness {
    /// Two canaries missed, and half a second of patience.
    static final Duration SILENT_AFTER = Duration.ofMillis(2_500);

    /// When things last happened, by the index of the Redis.
    private record Times(AtomicLongArray heard, AtomicLongArray replied, AtomicLongArray echoed,
            AtomicLongArray proven) {
        static Times of(int count, long heard, long replied, long echoed) {
            return new Times(filled(count, heard), filled(count, replied), filled(count, echoed), filled(count, 0));
        }

        private static AtomicLongArray filled(int count, long value) {
            return new AtomicLongArray(LongStream.generate(() -> value).limit(count).toArray());
        }

        boolean allProven() {
            boolean all = true;
            for (int i = 0; i < proven.length(); i++) {
                all &= proven.get(i) == 1;
            }
            return all;
        }
    }

    private final String address;
    private final LongSupplier nanoTime;
    private volatile boolean usable;
    private volatile long openedNanos;
    private volatile Times times;
    private volatile @Nullable String reason;

    /// @param nanoTime monotonic, in nanoseconds
    Liveness(String address, LongSupplier nanoTime) {
        this.address = address;
        this.nanoTime = nanoTime;
        long now = nanoTime.getAsLong();
        openedNanos = now;
        times = Times.of(1, now, now, now);
    }

    /// There are connections; whether they are of use is not known yet.
    ///
    /// @param count to how many Redis they lead
    void opened(int count) {
        long now = nanoTime.getAsLong();
        openedNanos = now;
        times = Times.of(count, now - longest(times.heard), now - longest(times.replied), now - longest(times.echoed));
    }

    /// A message came through the subscription connection to a Redis.
    void heard(int redis) {
        times.heard.set(redis, nanoTime.getAsLong());
    }

    /// A reply came through the command connection to a Redis.
    void replied(int redis) {
        times.replied.set(redis, nanoTime.getAsLong());
    }

    /// A reply came through a command connection. Among several, it says nothing about any one.
    void replied() {
        Times current = times;
        if (current.replied.length() == 1) {
            current.replied.set(0, nanoTime.getAsLong());
        }
    }

    /// A canary came back, which was sent at `sentNanos`: the way through the connections to this Redis is open.
    void echoed(int redis, long sentNanos) {
        Times current = times;
        current.echoed.set(redis, sentNanos);
        current.proven.set(redis, 1);
        if (!usable && current.allProven()) {
            for (int i = 0; i < current.replied.length(); i++) {
                replied(i); // It took the command that sent the canary. The reply itself may arrive a little later.
            }
            usable = true;
        }
        if (usable) {
            reason = null;
        }
    }

    /// There are no connections.
    ///
    /// @param why in a few words
    void lost(String why) {
        usable = false;
        reason = why;
    }

    /// Whether every canary has come back since the connections were opened.
    boolean usable() {
        return usable;
    }

    /// Whether Redis answers, as far as is known.
    boolean answers() {
        return usable && silence().compareTo(SILENT_AFTER) < 0;
    }

    /// Whether one of the connections brought nothing for `timeout`.
    boolean hopeless(Duration timeout) {
        return nanoTime.getAsLong() - openedNanos > timeout.toNanos() && silence().compareTo(timeout) > 0;
    }

    /// What is wrong, in a sentence.
    Optional<String> problem() {
        if (!answers()) {
            return Optional.of(sentence());
        }
        Duration late = Duration.ofNanos(longest(times.echoed));
        return late.compareTo(SILENT_AFTER) < 0
                ? Optional.empty()
                : Optional.of(
                        "Messages from Redis at " + address + " arrive about " + late.toSeconds()
                                + " s late; this node does not keep up.");
    }

    /// That it does not answer, said by somebody who found that it did not.
    String sentence() {
        String why = reason;
        return "Redis at " + address + " does not answer since " + silence().toSeconds() + " s"
                + (why == null ? "" : " (" + why + ")") + "; publishing is refused until it does.";
    }

    private Duration silence() {
        Times current = times;
        return Duration.ofNanos(Math.max(longest(current.heard), longest(current.replied)));
    }

    /// The nanoseconds since the earliest of `times`.
    private long longest(AtomicLongArray times) {
        long now = nanoTime.getAsLong();
        long longest = Long.MIN_VALUE;
        for (int i = 0; i < times.length(); i++) {
            longest = Math.max(longest, now - times.get(i));
        }
        return longest;
    }
}
