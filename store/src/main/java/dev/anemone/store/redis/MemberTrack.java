package dev.anemone.store.redis;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelMessage;
import dev.anemone.model.MemberAdded;
import dev.anemone.model.MemberRemoved;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import dev.anemone.store.redis.Membership.Arrival;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Follows who is in one presence channel, and sees to it that what this node's subscribers are told comes to the same as
/// what Redis has. Changes are told as they come. When some seem to have been missed, the members are read; what has not
/// come a moment later was lost, and its outcome is told: who has gone, and who has come.
///
/// When Redis has lost its data, nodes write their members again. Until all have had the time, nobody is said to have gone.
///
/// Thread-safe. The audience is called under this channel's lock.
final class MemberTrack {
    /// Nobody's connection: all subscribers are to hear it.
    static final SocketId NOBODY = new SocketId("0.0");

    /// How long a change may be on its way when the members that it made have been read.
    static final Duration ON_ITS_WAY = Duration.ofMillis(500);

    /// When to look once more after something was told that was missed: what was later than [#ON_ITS_WAY] has come then.
    static final Duration ONCE_MORE = Duration.ofSeconds(3);

    /// What a track needs from its node.
    interface Node {
        CompletionStage<Membership> membership(ChannelKey channel);

        /// The members could not be read. If Redis answers, `again` is to run in a moment; else [#verify] will be called.
        void later(Runnable again);

        /// Runs `task` when `delay` has passed.
        void after(Duration delay, Runnable task);

        /// Runs what goes on after an answer, later: never before this call has returned.
        void execute(Runnable task);
    }

    /// A change that came while the members were being read.
    private record Change(UserId user, @Nullable Arrival arrival, long version) {}

    private final ChannelKey channel;
    private final Consumer<ChannelMessage> audience;
    private final Node node;
    private final Duration settling;

    /// Whom subscribers take for members, but for what the list that each was shown adds or lacks, and the version with which
    /// each came.
    private final Map<UserId, Long> known = new HashMap<>();
    /// Those in lists that subscribers were shown, until they go, with the version of the latest of these lists.
    private final Map<UserId, Long> shown = new HashMap<>(0);
    /// The version of the last change.
    private long version;
    /// The greatest version of any.
    private long top;
    /// When Redis's data began, as far as is known.
    private long born;
    /// Whether `known` has been read.
    private boolean begun;
    /// The version at which it was. Changes up to it, still on their way then, are in it; each subscriber knows which of them
    /// are in its list.
    private long begunAt;
    /// What changes up to here came to has been told: those that come late are not.
    private long settledAt;

    private boolean reading;
    private boolean readAgain;
    /// Numbers the readings: only the last one counts.
    private long readings;
    /// `version` and `top` when the reading began, and what has changed since.
    private long before;
    private long topBefore;
    private final List<Change> since = new ArrayList<>(0);
    /// Whether the reading failed, and waits to be tried again.
    private boolean stalled;
    /// Whether members may be missing that their nodes have still to write again.
    private boolean unsettled;
    private long losses;
    private boolean muted;
    private boolean ended;

    /// @param audience takes what subscribers are to hear
    /// @param settling how long nodes may take to write again what Redis lost
    MemberTrack(ChannelKey channel, Consumer<ChannelMessage> audience, Node node, Duration settling) {
        this.channel = channel;
        this.audience = audience;
        this.node = node;
        this.settling = settling;
    }

    /// Nobody on this node hears the channel, or somebody does again: then the track begins anew.
    synchronized void mute(boolean nobodyListens) {
        muted = nobodyListens;
        readings++; // What is being read is of no use.
        reading = false;
        stalled = false;
        begun = false;
        known.clear();
        shown.clear();
        if (!muted) {
            read();
        }
    }

    synchronized void end() {
        ended = true;
    }

    /// Makes sure that nothing has been missed: asks Redis, and tells.
    synchronized void verify() {
        if (muted || ended) {
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

    /// A subscriber of this node was shown a list.
    synchronized void shown(Membership list) {
        if (list.version() >= version) { // Else whoever is in it is known, or has gone since.
            list.users().forEach(user -> shown.merge(user, list.version(), Math::max));
        }
    }

    synchronized void received(MemberAdded added) {
        received(isNewToAll(added)
                ? new MemberAdded(channel, added.member(), added.except(), added.version())
                : added,
                new Change(added.member().id(), new Arrival(added.version(), added.member()), added.version()));
    }

    /// Whether nobody has heard of a member who was there before. Its coming was lost together with Redis's data.
    private boolean isNewToAll(MemberAdded added) {
        return begun && added.since() != 0 && !known.containsKey(added.member().id());
    }

    synchronized void received(MemberRemoved removed) {
        received(removed, new Change(removed.user(), null, removed.version()));
    }

    private void received(ChannelMessage message, Change change) {
        boolean late = change.version > begunAt && change.version <= settledAt;
        if (muted || ended || late) {
            return;
        }
        audience.accept(message);
        if (reading) {
            since.add(change);
        }
        if (begun && change.version > begunAt) {
            boolean follows = change.version == version + 1 || known.isEmpty(); // From empty, versions go on anywhere.
            note(change);
            if (!follows) {
                verify();
            }
        }
    }

    private void note(Change change) {
        if (change.arrival != null) {
            known.put(change.user, change.version);
        } else {
            known.remove(change.user);
            shown.remove(change.user);
        }
        version = change.version;
        top = Math.max(top, version);
    }

    private void read() {
        reading = true;
        readAgain = false;
        before = version;
        topBefore = top;
        since.clear();
        long number = ++readings;
        node.membership(channel).whenCompleteAsync(
                (members, failure) -> read(number, failure == null ? () -> read(number, members) : this::failed),
                node::execute);
    }

    private synchronized void read(long number, Runnable next) {
        if (number == readings && !ended) {
            next.run();
        }
    }

    private void read(long number, Membership members) {
        if (begun) {
            node.after(ON_ITS_WAY, () -> read(number, () -> repair(members)));
        } else {
            begin(members);
        }
    }

    private void failed() {
        stalled = true; // And still reading.
        node.later(this::retry);
    }

    private synchronized void retry() {
        if (stalled && !ended) {
            stalled = false;
            read();
        }
    }

    private void begin(Membership members) {
        begun = true;
        begunAt = members.version();
        born = members.born();
        settledAt = 0;
        members.arrivals().forEach(arrival -> known.put(arrival.member().id(), arrival.version()));
        version = begunAt;
        top = Math.max(top, version);
        since.stream().filter(change -> change.version > begunAt).forEach(this::note);
        resume();
    }

    private void repair(Membership members) {
        if (isLoss(members)) {
            begunAt = 0;
            settledAt = 0;
            long loss = ++losses;
            unsettled = true;
            node.after(settling, () -> settled(loss));
        }
        Map<UserId, Arrival> present = presentNow(members);
        boolean told = false;
        if (!unsettled) {
            told = tellWhoHasGone(present.keySet(), members.version());
        }
        told |= tellWhoHasCome(present);
        if (told) {
            settledAt = members.version();
            node.after(ONCE_MORE, this::verify);
        }
        if (since.isEmpty()) {
            version = members.version();
        }
        top = Math.max(top, members.version());
        resume();
    }

    /// Whether Redis has lost what it knew: all of it, whatever has been written again, or the last changes.
    private boolean isLoss(Membership members) {
        boolean younger = members.born() > born
                && known.values().stream().anyMatch(arrival -> arrival < members.born());
        born = Math.max(born, members.born());
        return younger || members.version() < before;
    }

    /// Who was there when the members were read, and what has changed since.
    private Map<UserId, Arrival> presentNow(Membership members) {
        var present = new HashMap<UserId, Arrival>();
        members.arrivals().forEach(arrival -> present.put(arrival.member().id(), arrival));
        for (Change change : since) {
            if (change.version > members.version()) {
                if (change.arrival != null) {
                    present.put(change.user, change.arrival);
                } else {
                    present.remove(change.user);
                }
            }
        }
        return present;
    }

    private boolean tellWhoHasGone(Set<UserId> present, long at) {
        Set<UserId> gone = new HashSet<>(known.keySet());
        shown.forEach((user, listed) -> {
            if (listed <= at) {
                gone.add(user);
            }
        });
        gone.removeAll(present);
        for (UserId user : gone) {
            audience.accept(new MemberRemoved(channel, user, at));
        }
        known.keySet().removeAll(gone);
        shown.values().removeIf(listed -> listed <= at); // Whoever of them is left is known.
        return !gone.isEmpty();
    }

    private boolean tellWhoHasCome(Map<UserId, Arrival> present) {
        boolean told = false;
        for (Arrival arrival : present.values()) {
            Long knownSince = known.put(arrival.member().id(), arrival.version());
            if (knownSince == null || arrival.version() > knownSince) {
                audience.accept(new MemberAdded(channel, arrival.member(), NOBODY, arrival.version(),
                        knownSince == null ? 0 : shownSince(knownSince)));
                told = true;
            }
        }
        return told;
    }

    /// To whom the coming is news of somebody who was known, who then has gone and come: to those who were shown a list
    /// between. What Redis lost and has again is news to those who were shown a list since the loss.
    private long shownSince(long knownSince) {
        return 1 + (unsettled ? Math.max(knownSince, topBefore) : knownSince);
    }

    private synchronized void settled(long loss) {
        if (loss == losses) {
            unsettled = false;
            verify();
        }
    }

    private void resume() {
        reading = false;
        since.clear();
        if (readAgain) {
            read();
        }
    }
}
