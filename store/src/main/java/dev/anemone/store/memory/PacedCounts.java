package dev.anemone.store.memory;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.LifecycleEvent;
import dev.anemone.model.LifecycleEvent.CountChanged;
import dev.anemone.store.Scheduler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// Tells how many subscriptions channels have: small numbers at each change, large ones at most once per interval, the
/// first change at once and the last one at its end (Pusher docs, "Subscription count event"). Thread-safe.
final class PacedCounts {
    private final int unpaced;
    private final Duration interval;
    private final Scheduler scheduler;
    private final Consumer<LifecycleEvent> tell;
    /// The large channels that were told of in the last interval.
    private final Map<ChannelKey, Paced> paced = new HashMap<>();

    private static final class Paced {
        private CountChanged told;
        private CountChanged latest;

        Paced(CountChanged told) {
            this.told = told;
            this.latest = told;
        }
    }

    /// @param unpaced up to this number, every change is told
    /// @param tell called under a lock, so that changes are told in order
    PacedCounts(int unpaced, Duration interval, Scheduler scheduler, Consumer<LifecycleEvent> tell) {
        this.unpaced = unpaced;
        this.interval = interval;
        this.scheduler = scheduler;
        this.tell = tell;
    }

    synchronized void changed(CountChanged change) {
        if (change.subscriptions() <= unpaced) {
            paced.remove(change.channel());
            tell.accept(change);
            return;
        }
        Paced known = paced.get(change.channel());
        if (known == null) {
            var first = new Paced(change);
            paced.put(change.channel(), first);
            tell.accept(change);
            scheduler.schedule(interval, () -> intervalEnded(first));
        } else {
            known.latest = change;
        }
    }

    private synchronized void intervalEnded(Paced channel) {
        if (paced.get(channel.told.channel()) != channel) {
            return; // It has become small meanwhile.
        }
        if (channel.latest.equals(channel.told)) {
            paced.remove(channel.told.channel());
            return;
        }
        channel.told = channel.latest;
        tell.accept(channel.told);
        scheduler.schedule(interval, () -> intervalEnded(channel));
    }
}
