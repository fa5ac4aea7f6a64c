package dev.anemone.store.redis;

import java.time.Duration;

/// How nodes keep up with each other.
///
/// @param lease how long a node may be silent before the others take it for dead, by Redis's clock
/// @param beat how often it renews its lease; a small part of it
/// @param flush how late counts may be
record NodeTiming(Duration lease, Duration beat, Duration flush) {
    /// What a dead node had is gone within a lease, a beat, and the time it takes: well under 10 s.
    static final NodeTiming DEFAULTS = new NodeTiming(Duration.ofSeconds(5), Duration.ofSeconds(1),
            Duration.ofMillis(100));

    /// How long nodes may take to write again what Redis lost: whoever has not after this is dead.
    Duration settling() {
        return lease.plus(beat.multipliedBy(2));
    }
}
