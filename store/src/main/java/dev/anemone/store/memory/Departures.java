package dev.anemone.store.memory;

import dev.anemone.model.LifecycleEvent;
import dev.anemone.store.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.SequencedMap;
import java.util.function.Consumer;

/// Holds back that somebody has gone, for as long as they may come back without having been missed (Pusher docs,
/// "Webhooks", on the delay of `channel_vacated` and `member_removed`). Thread-safe.
///
/// Bounded: at most [#MAX_HELD] departures are held back; beyond, the oldest is told early.
final class Departures {
    static final int MAX_HELD = 100_000;

    private final Duration grace;
    private final Scheduler scheduler;
    private final Consumer<LifecycleEvent> tell;
    /// By the arrival that would undo it; in the order in which they are due.
    private final SequencedMap<LifecycleEvent, Held> held = new LinkedHashMap<>();
    private boolean scheduled;

    private record Held(LifecycleEvent departure, Instant due) {}

    /// @param tell called under a lock, so that what comes after a departure is told after it
    Departures(Duration grace, Scheduler scheduler, Consumer<LifecycleEvent> tell) {
        this.grace = grace;
        this.scheduler = scheduler;
        this.tell = tell;
    }

    /// Tells the arrival, unless its departure is held back: then neither is told.
    synchronized void arrived(LifecycleEvent arrival) {
        if (held.remove(arrival) == null) {
            tell.accept(arrival);
        }
    }

    /// Tells the departure later, unless `arrival` happens before.
    synchronized void departed(LifecycleEvent arrival, LifecycleEvent departure) {
        if (grace.isZero()) {
            tell.accept(departure);
            return;
        }
        held.putLast(arrival, new Held(departure, scheduler.instant().plus(grace)));
        if (held.size() > MAX_HELD) {
            tellOldest();
        }
        schedule(grace);
    }

    private void tellOldest() {
        Iterator<Held> oldest = held.values().iterator();
        tell.accept(oldest.next().departure);
        oldest.remove();
    }

    private void schedule(Duration delay) {
        if (!scheduled && !held.isEmpty()) {
            scheduled = true;
            scheduler.schedule(delay, this::tellDue);
        }
    }

    private synchronized void tellDue() {
        scheduled = false;
        Instant now = scheduler.instant();
        Iterator<Held> oldest = held.values().iterator();
        while (oldest.hasNext()) {
            Held next = oldest.next();
            if (next.due.isAfter(now) && !next.due.isAfter(now.plus(grace))) { // Later: the clock was set back.
                schedule(Duration.between(now, next.due));
                return;
            }
            tell.accept(next.departure);
            oldest.remove();
        }
    }
}
