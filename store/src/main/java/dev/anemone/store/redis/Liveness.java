package dev.anemone.store.redis;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What this node knows of Redis being there. That a connection is open says nothing; what counts is what came through
/// each of the two lately. The canary that the node sends itself every second sees to it that something does. How long ago
/// the newest canary that came back was sent is how late this node hears everything. Thread-safe.
final class Liveness {
    /// Two canaries missed, and half a second of patience.
    static final Duration SILENT_AFTER = Duration.ofMillis(2_500);

    private final String address;
    private final LongSupplier nanoTime;
    private volatile boolean usable;
    private volatile long openedNanos;
    private volatile long heardNanos;
    private volatile long repliedNanos;
    private volatile long echoedNanos;
    private volatile @Nullable String reason;

    /// @param nanoTime monotonic, in nanoseconds
    Liveness(String address, LongSupplier nanoTime) {
        this.address = address;
        this.nanoTime = nanoTime;
        long now = nanoTime.getAsLong();
        openedNanos = now;
        heardNanos = now;
        repliedNanos = now;
        echoedNanos = now;
    }

    /// There are connections; whether they are of use is not known yet.
    void opened() {
        openedNanos = nanoTime.getAsLong();
    }

    /// A message came through the subscription connection.
    void heard() {
        heardNanos = nanoTime.getAsLong();
    }

    /// A reply came through the command connection.
    void replied() {
        repliedNanos = nanoTime.getAsLong();
    }

    /// A canary came back, which was sent at `sentNanos`: the way through these connections is open.
    void echoed(long sentNanos) {
        echoedNanos = sentNanos;
        reason = null;
        if (!usable) {
            replied(); // Redis took the command that sent it. The reply itself may arrive a little later.
            usable = true;
        }
    }

    /// There are no connections.
    ///
    /// @param why in a few words
    void lost(String why) {
        usable = false;
        reason = why;
    }

    /// Whether Redis answers, as far as is known.
    boolean answers() {
        return usable && silence().compareTo(SILENT_AFTER) < 0;
    }

    /// Whether one of the connections brought nothing for `timeout`.
    boolean hopeless(Duration timeout) {
        return since(openedNanos).compareTo(timeout) > 0 && silence().compareTo(timeout) > 0;
    }

    /// What is wrong, in a sentence.
    Optional<String> problem() {
        if (!answers()) {
            return Optional.of(sentence());
        }
        Duration late = since(echoedNanos);
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
        Duration unheard = since(heardNanos);
        Duration unreplied = since(repliedNanos);
        return unheard.compareTo(unreplied) > 0 ? unheard : unreplied;
    }

    private Duration since(long nanos) {
        return Duration.ofNanos(nanoTime.getAsLong() - nanos);
    }
}
