package dev.anemone.store.redis;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelMessage;
import dev.anemone.model.HistoryGap;
import dev.anemone.model.Publication;
import dev.anemone.model.StreamPosition;
import dev.anemone.store.History.Entry;
import dev.anemone.store.History.Page;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Follows one channel on this node, and sees to it that what is kept in its history reaches the listener whole and in
/// order. When a publication does not follow the one before, all that comes is held, one read of the history brings what is
/// missing, for all subscribers together, and then goes what was held. What cannot be had any more is a [HistoryGap].
///
/// Thread-safe. The listener is called under this channel's lock: in order, one at a time.
final class ChannelTrack {
    /// What may be held of a channel while its history is read, in bytes of data. Publications beyond are dropped, and the
    /// history is read once more, which brings back those that are kept.
    private static final long MAX_HELD_BYTES = 8L << 20;

    /// What a track needs from its node.
    interface Node {
        /// Whether what is published to a channel gets places there.
        boolean keeps(ChannelKey channel);

        /// The last place of a channel.
        CompletionStage<StreamPosition> top(ChannelKey channel);

        /// What followed a place.
        CompletionStage<Page> since(ChannelKey channel, StreamPosition place);

        /// Takes what subscribers are to hear.
        void deliver(ChannelMessage message);

        /// A history could not be read. `again` is to run in a moment, or once Redis answers.
        void later(Runnable again);

        /// Runs what goes on after an answer, later: never before this call has returned.
        void execute(Runnable task);

        /// A read of the history brought something.
        void repaired(int publications);

        /// Something may be lost.
        void lost();
    }

    private final ChannelKey channel;
    private final Node node;
    private CompletableFuture<Void> begun = new CompletableFuture<>();
    private final Deque<ChannelMessage> held = new ArrayDeque<>(0);

    /// All up to here has been delivered; `null` until the channel's last place is known, and as long as nothing gets one.
    private @Nullable StreamPosition known;
    /// The offset up to which nothing is delivered any more, of the epoch of `known`. It is less than that of `known` as long
    /// as nothing was heard, for the subscription and the question for the last place travelled by different connections, so
    /// the first publication to arrive may be older than the answer; and where a gap was told of what is still to come.
    private long heard;
    /// How far the channel has come, as somebody said while the history was read.
    private @Nullable StreamPosition rumour;
    private boolean reading;
    private boolean readAgain;
    /// Numbers the readings: only the last one counts.
    private long readings;
    /// How many of `held` were there when the reading began.
    private int heldBefore;
    private long heldBytes;
    private boolean muted;
    /// Whether the reading failed, and waits to be tried again.
    private boolean stalled;
    private boolean ended;
    private boolean quiet;

    ChannelTrack(ChannelKey channel, Node node) {
        this.channel = channel;
        this.node = node;
    }

    ChannelKey channel() {
        return channel;
    }

    /// Completes once this track knows where the channel stands.
    synchronized CompletionStage<Void> begun() {
        return begun;
    }

    /// Nobody on this node hears the channel: nothing is delivered, held or repaired, until somebody does. Then this track
    /// begins anew, as nothing from before is for them.
    synchronized void mute(boolean nobodyListens) {
        muted = nobodyListens;
        readings++; // What is being read is of no use.
        reading = false;
        stalled = false;
        rumour = null;
        held.clear();
        heldBytes = 0;
        if (!muted) {
            begun = new CompletableFuture<>();
            known = null;
            heard = 0;
            read();
        }
    }

    /// Makes sure that nothing has been missed: asks Redis, and repairs.
    synchronized void verify() {
        if (muted) {
            return;
        }
        if (stalled) {
            retry();
        } else if (reading) {
            readAgain = true;
        } else {
            read();
        }
    }

    /// The same, unless something has arrived since this was called last: whatever comes next tells of a hole before it.
    synchronized void verifyIfQuiet() {
        boolean wasQuiet = quiet;
        quiet = true;
        if (wasQuiet) {
            verify();
        }
    }

    /// This node no longer follows the channel.
    synchronized void end() {
        ended = true;
        held.clear();
    }

    /// Somebody else knows that the channel has come as far as `top`.
    synchronized void reached(StreamPosition top) {
        StreamPosition said = rumour;
        if (reading) { // By a question that Redis may have answered before.
            rumour = said == null || isBehind(said, top) ? top : said;
        } else if (!muted && isBehind(known, top)) {
            read();
        }
    }

    private static boolean isBehind(@Nullable StreamPosition place, StreamPosition top) {
        return place != null && (!top.epoch().equals(place.epoch()) || top.offset() > place.offset());
    }

    /// A message came in.
    synchronized void received(ChannelMessage message) {
        if (ended || muted) {
            return;
        }
        quiet = false;
        if (reading) {
            hold(message);
        } else if (!accept(message)) {
            hold(message);
            read();
        }
    }

    private void hold(ChannelMessage message) {
        int size = size(message);
        if (size == 0 || heldBytes + size <= MAX_HELD_BYTES) {
            heldBytes += size;
            held.addLast(message);
        } else {
            readAgain = true;
        }
    }

    private static int size(ChannelMessage message) {
        return message instanceof Publication publication ? publication.data().token().length : 0;
    }

    /// Where a message stands in the history; [StreamPosition#NONE] if it is not kept.
    private static StreamPosition place(ChannelMessage message) {
        return message instanceof Publication publication ? publication.position() : StreamPosition.NONE;
    }

    /// Delivers what is next, and drops what was delivered.
    ///
    /// @return false, and nothing is done, if something is missing before it
    private boolean accept(ChannelMessage message) {
        StreamPosition place = place(message);
        StreamPosition last = known;
        boolean placed = !place.equals(StreamPosition.NONE);
        if (placed && last != null) {
            if (!place.epoch().equals(last.epoch()) || place.offset() > last.offset() + 1) {
                return false;
            }
            if (place.offset() <= last.offset() && place.offset() <= heard) {
                return true;
            }
        } // Without a last place, a channel without history has begun to have one.
        if (placed) {
            known = place;
            heard = place.offset();
        }
        node.deliver(message);
        return true;
    }

    private void read() {
        readAgain = false;
        if (known == null && !node.keeps(channel)) {
            begun.complete(null);
            heldBefore = 0;
            resume();
            return;
        }
        reading = true;
        heldBefore = held.size();
        StreamPosition last = known;
        if (last == null) {
            then(node.top(channel), this::begin);
        } else {
            then(node.since(channel, last), page -> repair(last, page));
        }
    }

    private <T> void then(CompletionStage<T> answer, Consumer<T> next) {
        long number = ++readings;
        answer.whenCompleteAsync(
                (value, failure) -> read(number, failure == null ? () -> next.accept(value) : this::failed),
                node::execute);
    }

    private synchronized void read(long number, Runnable next) {
        if (number == readings && !ended) {
            next.run();
        }
    }

    private void failed() {
        stalled = true; // And still reading: what comes meanwhile is held.
        node.later(this::retry);
    }

    private synchronized void retry() {
        if (stalled && !ended) {
            stalled = false;
            read();
        }
    }

    private void begin(StreamPosition top) {
        known = top;
        begun.complete(null);
        resume();
    }

    /// Delivers what the history brought and what has arrived, in order, and tells of each gap between.
    private void repair(StreamPosition last, Page page) {
        StreamPosition top = page.top();
        boolean sameEpoch = top.epoch().equals(last.epoch());
        NavigableMap<Long, Publication> following = arrived(sameEpoch ? last.offset() : 0, top);
        int repaired = 0;
        for (Entry entry : page.entries()) {
            Publication publication = entry.publication();
            repaired += following.put(publication.position().offset(), publication) == null ? 1 : 0;
        }
        if (repaired > 0) {
            node.repaired(repaired);
        }
        StreamPosition end = following.isEmpty() ? top : following.lastEntry().getValue().position();
        end = isBehind(end, top) ? top : end;
        StreamPosition next = last;
        boolean doubtful = !sameEpoch || !page.complete();
        for (Publication publication : following.values()) {
            StreamPosition place = publication.position();
            if (doubtful || place.offset() != next.offset() + 1) {
                lost(next, new StreamPosition(place.epoch(), place.offset() - 1, ""));
            }
            doubtful = false;
            node.deliver(publication);
            next = place;
        }
        if (doubtful || isBehind(next, end)) {
            lost(next, end);
        }
        known = end;
        heard = following.isEmpty() ? sameEpoch ? heard : 0 : next.offset();
        resume();
    }

    /// What has arrived of the epoch of `top` behind `offset`, and belongs before what arrives now.
    private NavigableMap<Long, Publication> arrived(long offset, StreamPosition top) {
        var arrived = new TreeMap<Long, Publication>();
        int before = heldBefore;
        for (ChannelMessage message : held) {
            StreamPosition place = place(message);
            if (message instanceof Publication publication && place.epoch().equals(top.epoch())
                    && place.offset() > offset && (before > 0 || place.offset() <= top.offset())) {
                arrived.put(place.offset(), publication);
            }
            before--;
        }
        return arrived;
    }

    private void lost(StreamPosition from, StreamPosition to) {
        node.lost();
        node.deliver(new HistoryGap(channel, from, to));
    }

    /// Goes on with what was held. Of what had arrived before the history was read, nothing is news that is not in it.
    private void resume() {
        reading = false;
        int before = heldBefore;
        while (!held.isEmpty()) {
            ChannelMessage message = held.getFirst();
            if (!(before-- > 0 && isOld(message)) && !accept(message)) {
                read(); // Another hole.
                return;
            }
            held.removeFirst();
            heldBytes -= size(message);
        }
        StreamPosition said = rumour;
        rumour = null;
        if (readAgain || (said != null && isBehind(known, said))) {
            read();
        }
    }

    private boolean isOld(ChannelMessage message) {
        StreamPosition known = this.known;
        StreamPosition place = place(message);
        return known != null && !place.equals(StreamPosition.NONE) && !place.epoch().equals(known.epoch());
    }
}
