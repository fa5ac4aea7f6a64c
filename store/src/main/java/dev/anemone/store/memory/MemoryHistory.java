package dev.anemone.store.memory;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.IdempotencyKey;
import dev.anemone.model.Publication;
import dev.anemone.model.StreamPosition;
import dev.anemone.store.History;
import dev.anemone.store.PublishResult.KeyTaken;
import dev.anemone.store.PublishResult.Receipt;
import dev.anemone.store.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

/// The streams of all channels. Thread-safe: each part of the channels has its lock, which is held while a publication
/// gets its place, is kept, and enters the feed, and let go before the feed delivers.
///
/// Bounded: at most [#MAX_BYTES] are kept; beyond, the channels that were used least lately lose their streams, and whoever
/// comes back to them is told of a gap.
final class MemoryHistory implements History {
    /// What all streams may take, roughly, in bytes.
    static final long MAX_BYTES = 256L << 20;
    /// What is freed at once, so that not every publication has to make room.
    private static final long ROOM = MAX_BYTES / 64;
    /// How long a stream without publications is remembered.
    static final Duration IDLE = Duration.ofHours(1);
    private static final Duration SWEEP = Duration.ofSeconds(30);

    private final Feed feed;
    private final MemoryCacheChannels cacheChannels;
    private final Scheduler scheduler;
    private final String instance = UUID.randomUUID().toString().substring(0, 8);
    private final AtomicLong streams = new AtomicLong();
    private final AtomicLong bytes = new AtomicLong();
    private final AtomicLong keyBytes = new AtomicLong();
    private final AtomicLong droppedChannels = new AtomicLong();
    private final AtomicLong droppedPublications = new AtomicLong();
    private final ReentrantLock makingRoom = new ReentrantLock();
    private final Stripes<Stripe> stripes;
    private final List<Stripe> allStripes = new ArrayList<>(Stripes.COUNT);

    MemoryHistory(Feed feed, MemoryCacheChannels cacheChannels, Scheduler scheduler) {
        this.feed = feed;
        this.cacheChannels = cacheChannels;
        this.scheduler = scheduler;
        stripes = new Stripes<>(() -> {
            var stripe = new Stripe();
            allStripes.add(stripe);
            return stripe;
        });
        scheduler.schedule(SWEEP, this::sweep);
    }

    /// What became of one publication: a receipt, or what its key stands for.
    record Outcome(Optional<Receipt> receipt, Optional<KnownKeys.First> taken) {
        static Outcome of(Receipt receipt) {
            return new Outcome(Optional.of(receipt), Optional.empty());
        }

        static Outcome of(KnownKeys.First first, IdempotencyKey key) {
            return first.key().content().equals(key.content())
                    ? of(new Receipt(first.position(), true, first.key().reply()))
                    : new Outcome(Optional.empty(), Optional.of(first));
        }

        /// The refusal of the publication at `index`, if it is one.
        Optional<KeyTaken> refusal(int index) {
            return taken.map(first -> new KeyTaken(index, first.position(), first.used()));
        }
    }

    /// Gives `publication` its place if it is to have one, keeps what is to be kept, and delivers it; once for each key.
    Outcome publish(Publication publication) {
        Outcome outcome = stripes.of(publication.channel()).publish(publication);
        feed.deliver(publication.channel());
        if (bytes.get() > MAX_BYTES) {
            makeRoom();
        }
        return outcome;
    }

    /// What would become of a publication with a key if it were published now; empty if it would be.
    Optional<Outcome> known(Publication publication, IdempotencyKey key) {
        return stripes.of(publication.channel()).known(publication.channel(), key);
    }

    @Override
    public CompletionStage<Page> read(ChannelKey channel, Query query) {
        return CompletableFuture.completedStage(stripes.of(channel).read(channel, query));
    }

    @Override
    public CompletionStage<StreamPosition> top(ChannelKey channel) {
        return CompletableFuture.completedStage(stripes.of(channel).top(channel));
    }

    @Override
    public Dropped dropped() {
        return new Dropped(droppedChannels.get(), droppedPublications.get());
    }

    private void sweep() {
        Instant now = scheduler.instant();
        allStripes.forEach(stripe -> stripe.sweep(now));
        scheduler.schedule(SWEEP, this::sweep);
    }

    /// Drops the streams that were used least lately. Whoever finds somebody at it goes on.
    private void makeRoom() {
        if (!makingRoom.tryLock()) {
            return;
        }
        try {
            while (bytes.get() > MAX_BYTES - ROOM) {
                Stripe oldest = allStripes.getFirst();
                for (Stripe stripe : allStripes) {
                    if (stripe.oldestUse().isBefore(oldest.oldestUse())) {
                        oldest = stripe;
                    }
                }
                if (!oldest.dropOldest()) {
                    return;
                }
            }
        } finally {
            makingRoom.unlock();
        }
    }

    private final class Stripe {
        private final Map<ChannelKey, Stream> channels = new LinkedHashMap<>(16, 0.75f, true); // By last use.
        private final KnownKeys keys = new KnownKeys(keyBytes);

        synchronized Outcome publish(Publication publication) {
            Instant now = scheduler.instant();
            ChannelKey channel = publication.channel();
            IdempotencyKey key = publication.key();
            KnownKeys.First first = key == null ? null : keys.first(channel, key, now);
            if (key != null && first != null) {
                return Outcome.of(first, key);
            }
            Publication placed = publication.at(StreamPosition.NONE);
            if (publication.retention().positioned()) {
                Stream stream = stream(channel, now);
                long before = stream.bytes();
                placed = stream.append(publication, now);
                bytes.addAndGet(stream.bytes() - before);
                Duration asLast = publication.retention().asLast();
                if (asLast.isPositive()) {
                    cacheChannels.keep(placed, asLast);
                }
            }
            if (key != null) {
                keys.remember(channel, new KnownKeys.First(key, placed.position(), now));
            }
            feed.append(placed);
            return Outcome.of(new Receipt(placed.position(), false, key == null ? "" : key.reply()));
        }

        synchronized Optional<Outcome> known(ChannelKey channel, IdempotencyKey key) {
            return Optional.ofNullable(keys.first(channel, key, scheduler.instant())).map(
                    first -> Outcome.of(first, key));
        }

        synchronized Page read(ChannelKey channel, Query query) {
            Instant now = scheduler.instant();
            Stream stream = stream(channel, now);
            long before = stream.bytes();
            Page page = stream.read(query, now);
            bytes.addAndGet(stream.bytes() - before);
            return page;
        }

        synchronized StreamPosition top(ChannelKey channel) {
            return stream(channel, scheduler.instant()).top();
        }

        private Stream stream(ChannelKey channel, Instant now) {
            return channels.computeIfAbsent(channel, _ -> {
                bytes.addAndGet(Stream.OVERHEAD);
                return new Stream(instance + "x" + Long.toString(streams.incrementAndGet(), 36), now);
            });
        }

        synchronized void sweep(Instant now) {
            keys.forget(now);
            Iterator<Stream> all = channels.values().iterator();
            while (all.hasNext()) {
                Stream stream = all.next();
                long before = stream.bytes();
                stream.expire(now);
                long after = stream.bytes();
                if (stream.idle(now, IDLE)) {
                    all.remove();
                    after = 0;
                }
                bytes.addAndGet(after - before);
            }
        }

        synchronized Instant oldestUse() {
            return channels.isEmpty() ? Instant.MAX : channels.values().iterator().next().used();
        }

        synchronized boolean dropOldest() {
            Iterator<Stream> oldest = channels.values().iterator();
            if (!oldest.hasNext()) {
                return false;
            }
            Stream gone = oldest.next();
            oldest.remove();
            bytes.addAndGet(-gone.bytes());
            droppedChannels.incrementAndGet();
            droppedPublications.addAndGet(gone.publications());
            return true;
        }
    }
}
