package dev.anemone.store.memory;

import dev.anemone.model.ChannelKey;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/// Knows which cache channels have lately missed an event, so that a crowd of subscribers is one miss. Thread-safe.
///
/// Bounded: of more than [#MAX_KNOWN] channels, those that missed first are news again.
final class CacheMisses {
    static final int MAX_KNOWN = 100_000;

    private final Duration interval;
    private final InstantSource clock;
    private final Map<ChannelKey, Instant> quietUntil = new LinkedHashMap<>(); // Soonest first.
    private volatile boolean any; // Spares publications the lock while nothing is missed.

    CacheMisses(Duration interval, InstantSource clock) {
        this.interval = interval;
        this.clock = clock;
    }

    /// Notes a miss.
    ///
    /// @return whether it is the channel's first one within the interval, or since its last event
    synchronized boolean isNew(ChannelKey channel) {
        Instant now = clock.instant();
        Iterator<Instant> soonest = quietUntil.values().iterator();
        while (soonest.hasNext() && !soonest.next().isAfter(now)) {
            soonest.remove();
        }
        boolean isNew = quietUntil.putIfAbsent(channel, now.plus(interval)) == null;
        if (quietUntil.size() > MAX_KNOWN) {
            quietUntil.remove(quietUntil.keySet().iterator().next());
        }
        any = true;
        return isNew;
    }

    /// The channel has an event.
    void filled(ChannelKey channel) {
        if (any) {
            forget(channel);
        }
    }

    private synchronized void forget(ChannelKey channel) {
        quietUntil.remove(channel);
        any = !quietUntil.isEmpty();
    }
}
