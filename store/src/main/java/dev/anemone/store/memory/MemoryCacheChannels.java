package dev.anemone.store.memory;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.Publication;
import dev.anemone.store.CacheChannels;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The last events of cache channels. Thread-safe. [MemoryHistory] brings them in the order of each channel.
///
/// Bounded: at most [#MAX_BYTES] of data are kept; beyond, those kept for the longest time go first, and their channels
/// miss.
final class MemoryCacheChannels implements CacheChannels {
    /// Data of all kept events together, in bytes.
    static final int MAX_BYTES = 64 << 20;
    private static final int MAX_STRIPE_BYTES = MAX_BYTES / Stripes.COUNT;

    private final Lifecycle lifecycle;
    private final InstantSource clock;
    private final Stripes<Stripe> stripes = new Stripes<>(Stripe::new);

    MemoryCacheChannels(Lifecycle lifecycle, InstantSource clock) {
        this.lifecycle = lifecycle;
        this.clock = clock;
    }

    /// Keeps `publication` as its channel's last event.
    void keep(Publication publication, Duration duration) {
        stripes.of(publication.channel()).keep(publication, duration);
        lifecycle.filled(publication.channel());
    }

    @Override
    public CompletionStage<Optional<LastEvent>> last(ChannelKey channel) {
        return CompletableFuture.completedStage(stripes.of(channel).last(channel));
    }

    private record Kept(Publication publication, Instant expires) {}

    private final class Stripe {
        private final Map<ChannelKey, Kept> kept = new LinkedHashMap<>(); // Oldest first.
        private int bytes;

        synchronized void keep(Publication placed, Duration duration) {
            forget(kept.remove(placed.channel()));
            kept.put(placed.channel(), new Kept(placed, clock.instant().plus(duration)));
            bytes += size(placed);
            makeRoom();
        }

        synchronized Optional<LastEvent> last(ChannelKey channel) {
            Kept last = kept.get(channel);
            if (last == null) {
                return Optional.empty();
            }
            Duration remaining = Duration.between(clock.instant(), last.expires);
            if (!remaining.isPositive()) {
                forget(kept.remove(channel));
                return Optional.empty();
            }
            Publication event = last.publication;
            return Optional.of(new LastEvent(event.event(), event.data(), event.position(), remaining));
        }

        /// Drops what has expired, as far as it is also the oldest, and then what does not fit.
        private void makeRoom() {
            Instant now = clock.instant();
            Iterator<Kept> oldest = kept.values().iterator();
            while (oldest.hasNext() && kept.size() > 1) {
                Kept next = oldest.next();
                if (bytes <= MAX_STRIPE_BYTES && next.expires.isAfter(now)) {
                    return;
                }
                oldest.remove();
                forget(next);
            }
        }

        private void forget(@Nullable Kept gone) {
            if (gone != null) {
                bytes -= size(gone.publication);
            }
        }

        private static int size(Publication publication) {
            return publication.data().token().length;
        }
    }
}
