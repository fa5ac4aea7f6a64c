package dev.anemone.store.memory;

import static java.lang.System.Logger.Level.WARNING;

import dev.anemone.model.LifecycleEvent;
import dev.anemone.store.LifecycleLog.Entry;
import dev.anemone.store.LifecycleLog.Reader;
import dev.anemone.store.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// What has happened, in one order, until a reader has dealt with it. Thread-safe.
///
/// Readers take turns, and one of them reads at a time, on the scheduler's thread: so every channel is told in order.
/// Bounded: beyond its maximum the oldest entries are dropped.
final class Journal {
    /// How many entries one read takes.
    static final int MAX_READ = 256;
    /// The pause after a read that failed.
    static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(Journal.class.getName());

    private final Scheduler scheduler;
    private final int maxWaiting;
    private final Deque<Entry> waiting = new ArrayDeque<>();
    private final Queue<Reader> readers = new ArrayDeque<>();
    /// What a reader has and has not yet dealt with.
    private @Nullable Reading current;
    private boolean scheduled;
    private boolean failing;
    private long lastMillis;
    private int sequence;
    private long dropped;

    /// Entries in the hands of a reader. Its identity matters: the same entries may be read again.
    private static final class Reading {
        private final Reader reader;
        private final List<Entry> entries;

        Reading(Reader reader, List<Entry> entries) {
            this.reader = reader;
            this.entries = entries;
        }
    }

    Journal(Scheduler scheduler, int maxWaiting) {
        this.scheduler = scheduler;
        this.maxWaiting = maxWaiting;
    }

    synchronized void append(LifecycleEvent event) {
        while (waiting.size() >= maxWaiting) {
            waiting.removeFirst();
            if (dropped++ == 0) {
                LOG.log(WARNING, "Events for webhooks are dropped: too many wait limit=" + maxWaiting);
            }
        }
        Instant now = scheduler.instant();
        waiting.addLast(new Entry(nextId(now), now, event));
        readSoon(Duration.ZERO);
    }

    /// Ascending as text, also when the clock is set back.
    private String nextId(Instant now) {
        long millis = Math.max(now.toEpochMilli(), lastMillis);
        sequence = millis == lastMillis ? sequence + 1 : 0;
        lastMillis = millis;
        HexFormat hex = HexFormat.of();
        return hex.toHexDigits(millis, 12) + '-' + hex.toHexDigits(sequence, 8);
    }

    synchronized void attach(Reader reader) {
        readers.add(reader);
        readSoon(Duration.ZERO);
    }

    synchronized void detach(Reader reader) {
        readers.remove(reader);
        if (current != null && current.reader.equals(reader)) {
            takeBack(current);
            readSoon(Duration.ZERO);
        }
    }

    synchronized long dropped() {
        return dropped;
    }

    private void readSoon(Duration delay) {
        if (!scheduled && current == null && !waiting.isEmpty() && !readers.isEmpty()) {
            scheduled = true;
            scheduler.schedule(delay, this::read);
        }
    }

    private void read() {
        Reading reading = next();
        if (reading != null) {
            readBy(reading).whenComplete((_, failure) -> ended(reading, failure));
        }
    }

    private synchronized @Nullable Reading next() {
        scheduled = false;
        Reader reader = readers.poll();
        if (reader == null) {
            return null;
        }
        readers.add(reader);
        var entries = new ArrayList<Entry>();
        while (entries.size() < MAX_READ && !waiting.isEmpty()) {
            entries.add(waiting.removeFirst());
        }
        current = new Reading(reader, List.copyOf(entries));
        return current;
    }

    private static CompletionStage<Void> readBy(Reading reading) {
        try {
            return reading.reader.read(reading.entries);
        } catch (RuntimeException broken) { // Never called under our lock.
            return CompletableFuture.failedStage(broken);
        }
    }

    private synchronized void ended(Reading reading, @Nullable Throwable failure) {
        if (current != reading) {
            return; // Its node has closed, and others have it.
        }
        if (failure == null) {
            failing = false;
            current = null;
            readSoon(Duration.ZERO);
            return;
        }
        if (!failing) {
            failing = true;
            LOG.log(WARNING, "Events for webhooks cannot be read and wait", failure);
        }
        takeBack(reading);
        readSoon(RETRY_AFTER);
    }

    private void takeBack(Reading reading) {
        current = null;
        reading.entries.reversed().forEach(waiting::addFirst);
    }
}
