package dev.anemone.store.memory;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.Publication;
import dev.anemone.model.StreamPosition;
import dev.anemone.store.CacheChannels;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The last events of cache channels. Thread-safe: each part of the channels has its lock, which is held while an event
/// is kept and takes its place in the feed, and let go before the feed delivers.
///
/// Bounded: at most [#MAX_BYTES] of data are kept; beyond, those kept for the longest time go first, and their channels
/// miss.
final class MemoryCacheChannels implements CacheChannels {
    /// Data of all kept events together, in bytes.
    static final int MAX_BYTES = 64 << 20;
    private static final int MAX_STRIPE_BYTES = MAX_BYTES / Stripes.COUNT;

    private final Feed feed;
    private final Lifecycle lifecycle;
    private final InstantSource clock;
    private final String epoch = UUID.randomUUID().toString();
    private final Stripes<Stripe> stripes = new Stripes<>(Stripe::new);

    MemoryCacheChannels(Feed feed, Lifecycle lifecycle, InstantSource clock) {
        this.feed = feed;
        this.lifecycle = lifecycle;
        this.clock = clock;
    }

    /// Keeps `publication` as its channel's last event, and delivers it.
    StreamPosition publish(Publication publication) {
        StreamPosition position = stripes.of(publication.channel()).keep(publication);
        lifecycle.filled(publication.channel());
        feed.deliver(publication.channel());
        return position;
    }

    @Override
    public CompletionStage<Optional<LastEvent>> last(ChannelKey channel) {
        return CompletableFuture.completedStage(stripes.of(channel).last(channel));
    }

    private record Kept(Publication publication, Instant expires) {}

    private final class Stripe {
        private final Map<ChannelKey, Kept> kept = new LinkedHashMap<>(); // Oldest first.
        private long offset;
        private int bytes;

        synchronized StreamPosition keep(Publication publication) {
            offset++;
            var position = new StreamPosition(epoch, offset, epoch + "-" + offset);
            Publication placed = publication.at(position);
            forget(kept.remove(placed.channel()));
            kept.put(placed.channel(), new Kept(placed, clock.instant().plus(placed.keepFor())));
            bytes += size(placed);
            makeRoom();
            feed.append(placed);
            return position;
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
