package dev.anemone.store.redis;

import static java.lang.System.Logger.Level.DEBUG;
import static java.lang.System.Logger.Level.ERROR;
import static java.lang.System.Logger.Level.WARNING;

import dev.anemone.model.LifecycleEvent;
import dev.anemone.store.LifecycleLog.Entry;
import dev.anemone.store.LifecycleLog.Reader;
import dev.anemone.store.Scheduler;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// One node's turns at reading what webhooks are to tell. Of each partition one node reads at a time, as long as it has
/// anything of it in hand: so every channel is told in order. A turn that is not renewed ends, and the next node reads what
/// was not dealt with. Confined to the scheduler's thread, but for [#readBy] and [#close].
final class LifecycleTurns {
    /// How many entries one read takes.
    private static final int MAX_READ = 256;
    /// How many entries the reader may have in hand before it gets no more.
    private static final int MAX_IN_HAND = 4 * MAX_READ;
    /// The pause after a read that failed.
    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private static final System.Logger LOG = System.getLogger(LifecycleTurns.class.getName());
    private static final LuaScript TAKE = LuaScript.named("take");
    private static final LuaScript END = LuaScript.named("end-turn");

    private final ScriptCalls calls;
    private final RedisKeys keys;
    private final Subscriptions subscriptions;
    private final Scheduler scheduler;
    private final byte[] name;
    private final Duration turn;
    private final AtomicLong dropped;
    private final AtomicBoolean attached = new AtomicBoolean();
    private final List<Lane> lanes = new ArrayList<>(RedisKeys.PARTITIONS);
    private @Nullable Reader reader;
    private int inHand;
    private boolean failing;
    private boolean closed;

    /// What this node has of one partition.
    private static final class Lane {
        final int partition;
        final Set<Reading> open = new HashSet<>();
        /// The id behind which reading goes on; empty for the oldest.
        String after = "";
        boolean taking;
        /// Whether there may be more than what was asked for.
        boolean more;

        Lane(int partition) {
            this.partition = partition;
        }

        boolean hasInHand(String id) {
            return open.stream().anyMatch(reading -> reading.ids.contains(id));
        }
    }

    /// Entries in the hands of the reader. Its identity matters: the same entries may be read again.
    private static final class Reading {
        final Set<String> ids = new HashSet<>();
        final List<Entry> entries = new ArrayList<>();
    }

    /// @param name of this reader, which no other has
    /// @param turn how long a turn lasts that is not renewed
    LifecycleTurns(ScriptCalls calls, RedisKeys keys, Subscriptions subscriptions, Scheduler scheduler, String name,
            Duration turn, AtomicLong dropped) {
        this.calls = calls;
        this.keys = keys;
        this.subscriptions = subscriptions;
        this.scheduler = scheduler;
        this.name = RedisKeys.bytes(name);
        this.turn = turn;
        this.dropped = dropped;
        for (int partition = 0; partition < RedisKeys.PARTITIONS; partition++) {
            lanes.add(new Lane(partition));
        }
    }

    /// Takes turns from now on.
    void readBy(Reader reader) {
        if (attached.getAndSet(true)) {
            throw new IllegalStateException("This node has a reader already.");
        }
        for (Lane lane : lanes) {
            var _ = subscriptions.subscribe(keys.lifecycle(lane.partition).get(3),
                    _ -> scheduler.schedule(Duration.ZERO, () -> take(lane)));
        }
        scheduler.schedule(Duration.ZERO, () -> {
            this.reader = reader;
            takeAll();
        });
    }

    /// Renews the turns, and finds what nobody woke this node for.
    private void takeAll() {
        if (!closed) {
            lanes.forEach(this::take);
            scheduler.schedule(turn.dividedBy(4), this::takeAll);
        }
    }

    private void take(Lane lane) {
        lane.more = true;
        if (closed || lane.taking) {
            return;
        }
        lane.taking = true;
        lane.more = false;
        int room = Math.min(MAX_READ, MAX_IN_HAND - inHand);
        List<String> log = keys.lifecycle(lane.partition);
        calls.run(TAKE, List.of(log.get(0), log.get(1), keys.turn(lane.partition)),
                List.of(name, number(turn.toMillis()), RedisKeys.bytes(lane.after), number(Math.max(1, room)),
                        RedisKeys.flag(!lane.open.isEmpty())))
                .whenComplete((answer, failure) -> scheduler.schedule(Duration.ZERO, () -> {
                    lane.taking = false;
                    if (failure == null) {
                        taken(lane, answer, room);
                    } else {
                        LOG.log(DEBUG, "Events for webhooks were not read", failure);
                    }
                }));
    }

    private void taken(Lane lane, List<byte[]> answer, int room) {
        if (closed) {
            return;
        }
        if (RedisKeys.name(answer.getFirst()).equals("busy")) {
            lane.after = "";
            return;
        }
        dropped.addAndGet(Long.parseLong(RedisKeys.name(answer.get(1))));
        var reading = new Reading();
        var unreadable = new ArrayList<String>();
        for (int i = 2; i < answer.size() && room > 0; i += 2) {
            String id = RedisKeys.name(answer.get(i));
            lane.after = id;
            Optional<LifecycleEvent> event = LifecycleText.decode(answer.get(i + 1));
            if (event.isEmpty()) {
                unreadable.add(id);
            } else if (!lane.hasInHand(id)) {
                reading.ids.add(id);
                reading.entries.add(entry(id, event.get()));
            }
        }
        forget(lane, unreadable);
        if (!reading.entries.isEmpty()) {
            read(lane, reading);
        }
        if (lane.more || answer.size() > 2) {
            takeUnlessFull(lane);
        }
    }

    private void takeUnlessFull(Lane lane) {
        if (inHand < MAX_IN_HAND) {
            take(lane);
        } else {
            lane.more = true;
        }
    }

    /// Redis's ids have a decimal time and a decimal number; as hexadecimal digits they ascend as text, too.
    private static Entry entry(String id, LifecycleEvent event) {
        String[] parts = id.split("-", 2);
        long millis = Long.parseLong(parts[0]);
        HexFormat hex = HexFormat.of();
        return new Entry(hex.toHexDigits(millis, 12) + '-' + hex.toHexDigits(Long.parseLong(parts[1]), 8),
                Instant.ofEpochMilli(millis), event);
    }

    private void read(Lane lane, Reading reading) {
        lane.open.add(reading);
        inHand += reading.entries.size();
        CompletionStage<Void> dealt;
        try {
            dealt = reader == null ? CompletableFuture.completedStage(null) : reader.read(List.copyOf(reading.entries));
        } catch (RuntimeException | Error broken) { // Its own bug; it gets them again.
            LOG.log(ERROR, "A reader of events for webhooks failed", broken);
            dealt = CompletableFuture.failedStage(broken);
        }
        dealt.whenComplete((_, failure) -> scheduler.schedule(Duration.ZERO, () -> ended(lane, reading, failure)));
    }

    private void ended(Lane lane, Reading reading, @Nullable Throwable failure) {
        if (closed) {
            return; // Others have it.
        }
        lane.open.remove(reading);
        inHand -= reading.entries.size();
        if (failure == null) {
            failing = false;
            forget(lane, reading.ids);
            take(lane);
        } else {
            if (!failing) {
                failing = true;
                LOG.log(WARNING, "Events for webhooks cannot be read and wait", failure);
            }
            lane.after = "";
            scheduler.schedule(RETRY_AFTER, () -> take(lane));
        }
        lanes.stream().filter(waiting -> waiting.more).forEach(this::takeUnlessFull);
    }

    private void forget(Lane lane, Collection<String> ids) {
        if (!ids.isEmpty()) {
            byte[] stream = RedisKeys.bytes(keys.lifecycle(lane.partition).getFirst());
            calls.send(connection -> connection.async().xdel(stream, ids.toArray(String[]::new)))
                    .whenComplete((_, failure) -> {
                        if (failure != null) { // They are read again, under their ids.
                            LOG.log(DEBUG, "Events that were dealt with are still there", failure);
                        }
                    });
        }
    }

    /// Ends this node's turns: others read what it has not dealt with.
    ///
    /// @return completes when they can, or Redis could not be told
    CompletionStage<Void> close() {
        var ended = new CompletableFuture<Void>();
        if (!attached.get()) {
            ended.complete(null);
            return ended;
        }
        scheduler.schedule(Duration.ZERO, () -> {
            closed = true;
            ScriptCalls.all(lanes.stream().filter(lane -> lane.taking || !lane.open.isEmpty())
                    .map(lane -> calls.run(END, List.of(keys.turn(lane.partition),
                            keys.lifecycle(lane.partition).get(3)), List.of(name))))
                    .whenComplete((_, _) -> ended.complete(null));
        });
        return ended;
    }

    private static byte[] number(long number) {
        return RedisKeys.bytes(Long.toString(number));
    }
}
