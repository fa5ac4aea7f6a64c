package dev.anemone.store.memory;

import static java.lang.System.Logger.Level.WARNING;

import dev.anemone.model.LifecycleEvent;
import dev.anemone.model.LifecycleEvent.ClientSent;
import dev.anemone.store.LifecycleLog.Entry;
import dev.anemone.store.LifecycleLog.Reader;
import dev.anemone.store.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.NavigableMap;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// What has happened, in one order, until a reader has dealt with it. Thread-safe.
///
/// One reader reads at a time, on the scheduler's thread, and another may have its turn when that one has dealt with all
/// it was given: so every channel is told in order. Bounded: beyond its maximum the oldest entries are dropped.
final class Journal {
    /// How many entries one read takes.
    static final int MAX_READ = 256;
    /// How many entries a reader may have that it has not dealt with before it gets no more.
    static final int MAX_IN_HAND = 4 * MAX_READ;
    /// The pause after a read that failed.
    static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    /// What an entry takes beside the data of its event.
    private static final int ENTRY_BYTES = 512;

    private static final System.Logger LOG = System.getLogger(Journal.class.getName());

    private final Scheduler scheduler;
    private final int maxWaiting;
    private final int maxBytes;
    private final NavigableMap<String, Entry> waiting = new TreeMap<>(); // Oldest first.
    private final Queue<Reader> readers = new ArrayDeque<>();
    /// What the one reader whose turn it is has not yet dealt with.
    private final List<Reading> open = new ArrayList<>();
    private long bytes;
    private int inHand;
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

    /// @param maxBytes what may wait, as [#bytes] counts it; one entry always may
    Journal(Scheduler scheduler, int maxWaiting, int maxBytes) {
        this.scheduler = scheduler;
        this.maxWaiting = maxWaiting;
        this.maxBytes = maxBytes;
    }

    synchronized void append(LifecycleEvent event) {
        while (waiting.size() >= maxWaiting || (!waiting.isEmpty() && bytes + bytes(event) > maxBytes)) {
            takeFirst();
            if (dropped++ == 0) {
                LOG.log(WARNING, "Events for webhooks are dropped: too many wait limit=\"" + maxWaiting + " events, "
                        + maxBytes + " bytes\"");
            }
        }
        Instant now = scheduler.instant();
        String id = nextId(now);
        put(new Entry(id, now, event));
        readSoon(Duration.ZERO);
    }

    private void put(Entry entry) {
        waiting.put(entry.id(), entry);
        bytes += bytes(entry.event());
    }

    private Entry takeFirst() {
        Entry first = waiting.pollFirstEntry().getValue();
        bytes -= bytes(first.event());
        return first;
    }

    /// What an event takes, about. Only clients can make it large.
    private static int bytes(LifecycleEvent event) {
        return ENTRY_BYTES + (event instanceof ClientSent sent ? sent.data().token().length : 0);
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
        if (!open.isEmpty() && open.getFirst().reader.equals(reader)) {
            List.copyOf(open).forEach(this::takeBack);
            readSoon(Duration.ZERO);
        }
    }

    synchronized long dropped() {
        return dropped;
    }

    private void readSoon(Duration delay) {
        if (!scheduled && inHand < MAX_IN_HAND && !waiting.isEmpty() && !readers.isEmpty()) {
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
        if (readers.isEmpty() || waiting.isEmpty()) {
            return null;
        }
        var entries = new ArrayList<Entry>();
        while (entries.size() < MAX_READ && !waiting.isEmpty()) {
            entries.add(takeFirst());
        }
        var reading = new Reading(open.isEmpty() ? nextReader() : open.getFirst().reader, List.copyOf(entries));
        open.add(reading);
        inHand += entries.size();
        readSoon(Duration.ZERO);
        return reading;
    }

    private Reader nextReader() {
        Reader reader = readers.remove();
        readers.add(reader);
        return reader;
    }

    private static CompletionStage<Void> readBy(Reading reading) {
        try {
            return reading.reader.read(reading.entries);
        } catch (RuntimeException broken) { // Never called under our lock.
            return CompletableFuture.failedStage(broken);
        }
    }

    private synchronized void ended(Reading reading, @Nullable Throwable failure) {
        if (!open.contains(reading)) {
            return; // Its node has closed, and others have it.
        }
        if (failure == null) {
            failing = false;
            close(reading);
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
        close(reading);
        reading.entries.forEach(this::put);
    }

    private void close(Reading reading) {
        open.remove(reading);
        inHand -= reading.entries.size();
    }
}
