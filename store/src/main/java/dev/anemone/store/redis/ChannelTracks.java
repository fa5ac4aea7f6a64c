package dev.anemone.store.redis;

import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelMessage;
import dev.anemone.model.MemberAdded;
import dev.anemone.model.MemberRemoved;
import dev.anemone.model.StreamPosition;
import dev.anemone.store.Broker.Continuity;
import dev.anemone.store.Broker.Listener;
import dev.anemone.store.History.Page;
import dev.anemone.store.History.Query;
import dev.anemone.store.Scheduler;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/// The channels that this node follows. What decides which they are runs on the link's thread.
final class ChannelTracks implements ChannelTrack.Node, MemberTrack.Node {
    private static final System.Logger LOG = System.getLogger(ChannelTracks.class.getName());
    private static final Duration RETRY = Duration.ofMillis(500);
    /// In how many steps all channels are asked for again that nothing was heard of: enough that a step costs little.
    private static final int SWEEP_STEPS = 90;

    private final RedisHistory history;
    private final RedisPresence presence;
    private final Duration settling;
    private final ScriptCalls calls;
    private final Subscriptions subscriptions;
    private final RedisKeys keys;
    private final RedisLink link;
    private final Scheduler scheduler;
    private final Predicate<ChannelKey> keeps;
    private final Map<ChannelKey, ChannelTrack> tracks = new ConcurrentHashMap<>();
    private final Map<ChannelKey, MemberTrack> members = new ConcurrentHashMap<>();
    private final int[] inPartition = new int[RedisKeys.PARTITIONS];
    private final Queue<ChannelTrack> sweep = new ArrayDeque<>();
    private int sweepStep = 1;
    /// What is to be read again when Redis answers. On the link's thread.
    private final Queue<Runnable> waiting = new ArrayDeque<>();
    private final AtomicLong unreadable = new AtomicLong();
    private final AtomicLong repairs = new AtomicLong();
    private final AtomicLong repaired = new AtomicLong();
    private final AtomicLong gaps = new AtomicLong();
    private volatile @Nullable Listener listener;

    /// @param settling how long nodes may take to write again what Redis lost
    /// @param keeps whether what is published to a channel gets places there
    ChannelTracks(RedisHistory history, RedisPresence presence, Duration settling, ScriptCalls calls,
            Subscriptions subscriptions, RedisKeys keys, RedisLink link, Scheduler scheduler,
            Predicate<ChannelKey> keeps) {
        this.history = history;
        this.presence = presence;
        this.settling = settling;
        this.calls = calls;
        this.subscriptions = subscriptions;
        this.keys = keys;
        this.link = link;
        this.scheduler = scheduler;
        this.keeps = keeps;
    }

    /// Names the one listener.
    void listen(Listener listener) {
        if (this.listener != null) {
            throw new IllegalStateException("This node has a listener already.");
        }
        this.listener = listener;
    }

    boolean listening() {
        return listener != null;
    }

    /// Begins to follow a channel that is about to be subscribed. On the link's thread.
    Subscriptions.Receiver begin(ChannelKey channel) {
        var track = new ChannelTrack(channel, this);
        tracks.put(channel, track);
        int partition = RedisKeys.partition(channel);
        if (inPartition[partition]++ == 0) {
            var _ = subscriptions.subscribe(keys.tops(partition), this::digest);
        }
        track.verify();
        MemberTrack membership = null;
        if (channel.channel().kind().tracksMembers()) {
            membership = new MemberTrack(channel, track::received, this, settling);
            members.put(channel, membership);
            membership.verify();
        }
        return new Feed(track, membership);
    }

    private final class Feed implements Subscriptions.Receiver {
        private final ChannelTrack track;
        private final @Nullable MemberTrack membership;

        Feed(ChannelTrack track, @Nullable MemberTrack membership) {
            this.track = track;
            this.membership = membership;
        }

        @Override
        public void received(byte[] payload) {
            StateEnvelope.decode(track.channel(), payload).ifPresentOrElse(this::received,
                    () -> warn(unreadable, "Message refused, nothing of ours", track.channel()));
        }

        private void received(ChannelMessage message) {
            if (membership != null && message instanceof MemberAdded added) {
                membership.received(added);
            } else if (membership != null && message instanceof MemberRemoved removed) {
                membership.received(removed);
            } else {
                track.received(message);
            }
        }

        @Override
        public CompletionStage<Void> ready() {
            return track.begun();
        }

        @Override
        public void idle(boolean idle) {
            track.mute(idle);
            if (membership != null) {
                membership.mute(idle);
            }
        }

        @Override
        public void ended() {
            track.end();
            tracks.remove(track.channel(), track);
            if (membership != null) {
                membership.end();
                members.remove(track.channel(), membership);
            }
            int partition = RedisKeys.partition(track.channel());
            if (--inPartition[partition] == 0) {
                subscriptions.unsubscribe(keys.tops(partition));
            }
        }
    }

    private void digest(byte[] digest) {
        Map<ChannelKey, StreamPosition> tops;
        try {
            tops = Tops.decode(digest);
        } catch (RuntimeException _) {
            LOG.log(WARNING, "Digest refused, nothing of ours");
            return;
        }
        tops.forEach((channel, top) -> {
            ChannelTrack track = tracks.get(channel);
            if (track != null) {
                track.reached(top);
            }
        });
    }

    /// Asks for all channels whether something was missed. On the link's thread, when Redis can be used again.
    void verifyAll() {
        for (ChannelTrack track : tracks.values()) {
            track.verify();
        }
        members.values().forEach(MemberTrack::verify);
    }

    /// Tries again what failed while Redis did not answer, and asks for some channels of which nothing was heard, others
    /// each time. Called once a second on the link's thread.
    void sweep() {
        if (!calls.possible()) {
            return;
        }
        for (int i = waiting.size(); i > 0; i--) {
            waiting.remove().run();
        }
        if (sweep.isEmpty()) {
            sweep.addAll(tracks.values());
            sweepStep = Math.max(1, sweep.size() / SWEEP_STEPS);
        }
        for (int i = 0; i < sweepStep && !sweep.isEmpty(); i++) {
            ChannelTrack track = sweep.remove();
            track.verifyIfQuiet();
            MemberTrack membership = members.get(track.channel());
            if (membership != null) {
                membership.verify();
            }
        }
    }

    @Override
    public boolean keeps(ChannelKey channel) {
        return keeps.test(channel);
    }

    @Override
    public CompletionStage<StreamPosition> top(ChannelKey channel) {
        return history.top(channel);
    }

    @Override
    public CompletionStage<Page> since(ChannelKey channel, StreamPosition place) {
        return history.read(channel, Query.allSince(place));
    }

    /// A subscriber of this node was shown who is in a channel.
    void shown(ChannelKey channel, Membership list) {
        MemberTrack membership = members.get(channel);
        if (membership != null) {
            membership.shown(list);
        }
    }

    @Override
    public CompletionStage<Membership> membership(ChannelKey channel) {
        return presence.membership(channel);
    }

    @Override
    public void after(Duration delay, Runnable task) {
        scheduler.schedule(delay, task);
    }

    @Override
    public void deliver(ChannelMessage message) {
        Listener listener = this.listener;
        if (listener == null) {
            return;
        }
        try {
            listener.received(message);
        } catch (RuntimeException | Error broken) { // Its own bug; the next messages go on.
            LOG.log(ERROR, "A listener failed channel=" + message.channel(), broken);
        }
    }

    @Override
    public void later(Runnable again) {
        if (calls.possible()) {
            scheduler.schedule(RETRY, again);
        } else {
            waiting.add(again); // Redis may be back without the connections ever having been lost.
        }
    }

    @Override
    public void execute(Runnable task) {
        link.onThread(task);
    }

    @Override
    public void repaired(int publications) {
        repairs.incrementAndGet();
        repaired.addAndGet(publications);
    }

    @Override
    public void lost() {
        gaps.incrementAndGet();
    }

    Continuity continuity() {
        return new Continuity(repairs.get(), repaired.get(), gaps.get());
    }

    /// Says so at the first, the second, the fourth, the eighth time…
    private static void warn(AtomicLong counter, String what, ChannelKey channel) {
        long count = counter.incrementAndGet();
        if (Long.bitCount(count) == 1) {
            LOG.log(WARNING, what + " channel=" + channel + " count=" + count);
        }
    }
}
