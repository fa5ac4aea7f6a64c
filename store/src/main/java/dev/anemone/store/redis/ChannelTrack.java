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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Follows one channel on this node, and sees to it that what is kept in its history reaches the listener whole and in
/// order. When a publication does not follow the one before, all that comes is held, one read of the history brings what is
/// missing, for all subscribers together, and then goes what was held. What cannot be had any more is a [HistoryGap].
///
/// Thread-safe. The listener is called under this channel's lock: in order, one at a time.
final class ChannelTrack {
    /// What may be held of a channel while its history is read, in bytes of data. Publications beyond are dropped, and the
    /// history is read once more.
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

        /// A history could not be read. If Redis answers, `again` is to run in a moment; else [#verify] will be called.
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
    /// Whether nothing has arrived since. The subscription and the question for the last place travelled by different
    /// connections, so the first publication to arrive may be older than the answer.
    private boolean fresh = true;
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
        held.clear();
        heldBytes = 0;
        if (!muted) {
            begun = new CompletableFuture<>();
            known = null;
            fresh = true;
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
        StreamPosition known = this.known;
        boolean behind = known != null && !muted
                && (!top.epoch().equals(known.epoch()) || top.offset() > known.offset());
        if (behind && !reading) {
            read();
        }
    }

    /// A message came in.
    synchronized void received(ChannelMessage message) {
        if (ended || muted) {
            return;
        }
        quiet = false;
        if (reading) {
            hold(message);
        } else {
            accept(message);
        }
    }

    private void hold(ChannelMessage message) {
        if (message instanceof Publication publication) {
            int size = publication.data().token().length;
            if (heldBytes + size > MAX_HELD_BYTES && !publication.position().equals(StreamPosition.NONE)) {
                readAgain = true;
                return;
            }
            heldBytes += size;
        }
        held.addLast(message);
    }

    private void accept(ChannelMessage message) {
        if (!(message instanceof Publication publication) || publication.position().equals(StreamPosition.NONE)) {
            node.deliver(message);
            return;
        }
        StreamPosition place = publication.position();
        StreamPosition last = known;
        if (last == null) { // A channel without history has begun to have one.
            known = place;
            node.deliver(message);
        } else if (place.epoch().equals(last.epoch()) && follows(place, last)) {
            known = place;
            fresh = false;
            node.deliver(message);
        } else if (!place.epoch().equals(last.epoch()) || place.offset() > last.offset()) {
            hold(message);
            read();
        } // Else it was read from history before it arrived.
    }

    private boolean follows(StreamPosition place, StreamPosition last) {
        return place.offset() == last.offset() + 1 || (fresh && place.offset() <= last.offset());
    }

    private void read() {
        if (known == null && !node.keeps(channel)) {
            begun.complete(null);
            return;
        }
        reading = true;
        readAgain = false;
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

    private void repair(StreamPosition last, Page page) {
        if (!page.complete()) {
            node.lost();
            StreamPosition next = page.entries().isEmpty()
                    ? page.top()
                    : page.entries().getFirst().publication().position();
            node.deliver(new HistoryGap(channel, last, next));
        }
        Set<StreamPosition> arrived = held.stream().filter(Publication.class::isInstance).map(Publication.class::cast)
                .map(Publication::position).collect(Collectors.toSet());
        int missed = 0;
        for (Entry entry : page.entries()) {
            missed += arrived.contains(entry.publication().position()) ? 0 : 1;
            node.deliver(entry.publication());
            fresh = false;
        }
        if (missed > 0) {
            node.repaired(missed);
        }
        known = page.top();
        resume();
    }

    /// Goes on with what was held. Of what had arrived before the history was read, nothing is news that is not in it.
    private void resume() {
        reading = false;
        int before = heldBefore;
        int count = held.size();
        for (int i = 0; i < count && !reading; i++) {
            ChannelMessage message = held.removeFirst();
            heldBytes -= message instanceof Publication publication ? publication.data().token().length : 0;
            if (i >= before || !isOld(message)) {
                accept(message);
            }
        }
        if (reading) { // Another hole. What stands behind it was put last, and comes first.
            held.addFirst(held.removeLast());
        } else if (readAgain) {
            read();
        }
    }

    private boolean isOld(ChannelMessage message) {
        StreamPosition known = this.known;
        return known != null && message instanceof Publication publication
                && !publication.position().equals(StreamPosition.NONE)
                && !publication.position().epoch().equals(known.epoch());
    }
}
