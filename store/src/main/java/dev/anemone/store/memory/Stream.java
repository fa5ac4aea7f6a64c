package dev.anemone.store.memory;

import dev.anemone.model.Publication;
import dev.anemone.model.Retention;
import dev.anemone.model.StreamPosition;
import dev.anemone.store.History.Entry;
import dev.anemone.store.History.Page;
import dev.anemone.store.History.Query;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;

/// The stream of one channel: its places, and the publications that are kept. Guarded by the lock of its stripe.
final class Stream {
    /// What a stream costs in memory without its publications, roughly, in bytes.
    static final int OVERHEAD = 300;
    private static final int ENTRY_OVERHEAD = 250;

    private final String epoch;
    private final Deque<Entry> entries = new ArrayDeque<>(2);
    private StreamPosition top;
    private long bytes = OVERHEAD;
    private Instant used;
    private Instant kept;

    /// @param life names this stream among all that there were
    Stream(String life, Instant now) {
        epoch = life + "-0";
        top = new StreamPosition(epoch, 0, "");
        used = now;
        kept = now;
    }

    /// Takes the next place.
    Publication append(Publication publication, Instant now) {
        top = new StreamPosition(epoch, top.offset() + 1, epoch + "-" + (top.offset() + 1));
        Publication placed = publication.at(top);
        Retention retention = publication.retention();
        used = now;
        if (retention.size() > 0) {
            entries.addLast(new Entry(placed, now));
            bytes += size(placed);
            kept = now.plus(retention.ttl());
            while (entries.size() > retention.size()
                    || entries.getFirst().published().plus(retention.ttl()).isBefore(now)) {
                removeOldest();
            }
        }
        return placed;
    }

    /// Drops what is kept if all of it is too old.
    void expire(Instant now) {
        if (!kept.isAfter(now)) {
            while (!entries.isEmpty()) {
                removeOldest();
            }
        }
    }

    private void removeOldest() {
        bytes -= size(entries.removeFirst().publication());
    }

    private static int size(Publication publication) {
        return ENTRY_OVERHEAD + publication.data().token().length + publication.event().value().length();
    }

    Page read(Query query, Instant now) {
        used = now;
        expire(now);
        StreamPosition since = query.since();
        StreamPosition before = query.before();
        boolean sameEpoch = since.epoch().isEmpty() || since.epoch().equals(epoch);
        long above = sameEpoch ? since.offset() : 0;
        long below = before.epoch().isEmpty() ? Long.MAX_VALUE : before.comparable(top) ? before.offset() : 0;
        Instant oldest = now.minus(query.maxAge());
        var found = new ArrayList<Entry>();
        boolean complete = sameEpoch && above == top.offset() && isAt(since, top);
        for (Entry entry : entries) {
            StreamPosition place = entry.publication().position();
            if (entry.published().isBefore(oldest)) {
                continue;
            }
            complete |= sameEpoch && place.offset() == above + 1;
            if (place.offset() > above && place.offset() < below) {
                found.add(entry);
            }
        }
        return page(found, query, complete && !forked(since), top);
    }

    /// Whether what is kept at that place is another publication.
    private boolean forked(StreamPosition since) {
        return entries.stream().map(entry -> entry.publication().position())
                .anyMatch(place -> place.offset() == since.offset() && !isAt(since, place));
    }

    private static boolean isAt(StreamPosition since, StreamPosition place) {
        return since.publicationId().isEmpty() || since.publicationId().equals(place.publicationId());
    }

    private static Page page(List<Entry> found, Query query, boolean complete, StreamPosition top) {
        if (query.newestFirst()) {
            Collections.reverse(found);
        }
        boolean more = found.size() > query.limit();
        return new Page(more ? found.subList(0, query.limit()) : found, more, complete, top);
    }

    /// Whether nobody has used it for `idle`, and nothing is kept.
    boolean idle(Instant now, Duration idle) {
        return entries.isEmpty() && used.plus(idle).isBefore(now);
    }

    StreamPosition top() {
        return top;
    }

    Instant used() {
        return used;
    }

    int publications() {
        return entries.size();
    }

    long bytes() {
        return bytes;
    }
}
