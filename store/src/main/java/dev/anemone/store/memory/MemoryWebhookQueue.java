package dev.anemone.store.memory;

import static java.lang.System.Logger.Level.WARNING;

import dev.anemone.model.AppId;
import dev.anemone.store.WebhookQueue;
import dev.anemone.store.WebhookRules;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// The webhook requests of all nodes. Thread-safe, behind one lock: requests are few, compared with what else happens.
final class MemoryWebhookQueue implements WebhookQueue {
    private static final System.Logger LOG = System.getLogger(MemoryWebhookQueue.class.getName());
    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    /// What a delivery takes beside its texts, about.
    private static final int OVERHEAD_BYTES = 512;

    private final WebhookRules rules;
    private final InstantSource clock;
    private final Map<AppId, NavigableMap<String, Slot>> byApp = new HashMap<>();
    private final NavigableSet<Slot> waiting = new TreeSet<>( // Oldest first.
            Comparator.<Slot, Instant>comparing(slot -> slot.delivery.created())
                    .thenComparing(slot -> slot.delivery.id()));
    private final Map<Endpoint, Lane> lanes = new HashMap<>();
    private final NavigableSet<Lane> soonest = new TreeSet<>(
            Comparator.<Lane, Instant>comparing(lane -> lane.opens).thenComparingLong(lane -> lane.number));
    private final Map<String, Slot> finished = new LinkedHashMap<>(); // In the order in which they finished.
    private long laneCount;
    private long givenUp;
    private long bytes;

    /// A delivery that is remembered, in one of [#waiting] (and then in its lane) or [#finished].
    private static final class Slot {
        private Delivery delivery;
        /// While it waits: when it is due. Then: when it finished.
        private Instant at;

        Slot(Delivery delivery) {
            this.delivery = delivery;
            this.at = delivery.due();
        }

        /// The same as long as it is remembered.
        long bytes() {
            return OVERHEAD_BYTES + 2L * (delivery.body().length() + delivery.url().toString().length());
        }
    }

    private record Endpoint(AppId app, URI url) {
        static Endpoint of(Delivery delivery) {
            return new Endpoint(delivery.app(), delivery.url());
        }
    }

    /// What waits for one endpoint; never empty.
    private static final class Lane {
        private final long number; // Tells lanes apart that open at the same moment.
        private final NavigableSet<Slot> slots = new TreeSet<>(
                Comparator.<Slot, Instant>comparing(slot -> slot.at).thenComparing(slot -> slot.delivery.id()));
        /// What has been taken and not yet recorded.
        private @Nullable Slot out;
        /// When the next one can be taken: when it is due, or when the lease of the one that is out ends.
        private Instant opens = Instant.MAX;

        Lane(long number) {
            this.number = number;
        }
    }

    MemoryWebhookQueue(WebhookRules rules, InstantSource clock) {
        this.rules = rules;
        this.clock = clock;
    }

    @Override
    public synchronized CompletionStage<Void> add(List<Delivery> deliveries) {
        for (Delivery delivery : deliveries) {
            var ofApp = byApp.computeIfAbsent(delivery.app(), _ -> new TreeMap<>());
            var slot = new Slot(delivery);
            if (ofApp.putIfAbsent(delivery.id(), slot) == null) {
                bytes += slot.bytes();
                enqueue(slot, delivery, delivery.due());
            }
        }
        while (waiting.size() > rules.maxWaitingDeliveries()) {
            giveUp(waiting.first(), rules.maxWaitingDeliveries() + " deliveries");
        }
        forget();
        while (bytes > rules.maxBytes()) {
            if (finished.isEmpty()) {
                giveUp(waiting.first(), rules.maxBytes() + " bytes");
            }
            forget(finished.values().iterator().next());
        }
        return DONE;
    }

    private void giveUp(Slot oldest, String limit) {
        if (givenUp++ == 0) {
            LOG.log(WARNING, "Webhooks are given up: too many wait limit=\"" + limit + '"');
        }
        finish(oldest, oldest.delivery.failed("Given up: more than " + limit + " were waiting, this one the longest."));
    }

    @Override
    public synchronized CompletionStage<List<Delivery>> take(int max, Duration lease) {
        Instant now = clock.instant();
        var taken = new ArrayList<Delivery>();
        while (taken.size() < max && !soonest.isEmpty() && !soonest.first().opens.isAfter(now)) {
            Lane lane = soonest.removeFirst();
            lane.out = lane.slots.first();
            lane.opens = now.plus(lease);
            soonest.add(lane);
            taken.add(lane.out.delivery);
        }
        return CompletableFuture.completedStage(taken);
    }

    @Override
    public synchronized CompletionStage<Void> record(Delivery delivery) {
        Slot slot = byApp.getOrDefault(delivery.app(), new TreeMap<>()).get(delivery.id());
        if (slot != null) {
            boolean waits = slot.delivery.state() == State.WAITING;
            if (waits && delivery.state() == State.WAITING) {
                enqueue(slot, delivery, delivery.due());
            } else if (waits || delivery.state() == State.DELIVERED) {
                finish(slot, delivery);
            }
            forget();
        }
        return DONE;
    }

    @Override
    public synchronized CompletionStage<List<Delivery>> list(AppId app, Optional<State> state, Optional<String> before,
            int limit) {
        forget();
        NavigableMap<String, Slot> ofApp = byApp.getOrDefault(app, new TreeMap<>());
        NavigableMap<String, Slot> older = before.map(id -> ofApp.headMap(id, false)).orElse(ofApp);
        return CompletableFuture.completedStage(older.descendingMap().values().stream()
                .map(slot -> slot.delivery)
                .filter(delivery -> state.isEmpty() || delivery.state() == state.get())
                .limit(limit)
                .toList());
    }

    @Override
    public synchronized CompletionStage<Optional<Delivery>> replay(AppId app, String id) {
        forget();
        Slot slot = byApp.getOrDefault(app, new TreeMap<>()).get(id);
        if (slot != null) {
            Instant now = clock.instant();
            enqueue(slot, slot.delivery.renewed(now), now);
        }
        return CompletableFuture.completedStage(Optional.ofNullable(slot).map(found -> found.delivery));
    }

    @Override
    public synchronized CompletionStage<Backlog> backlog() {
        Optional<Instant> oldest = waiting.isEmpty()
                ? Optional.empty()
                : Optional.of(waiting.first().delivery.created());
        return CompletableFuture.completedStage(new Backlog(waiting.size(), oldest));
    }

    @Override
    public synchronized long givenUp() {
        return givenUp;
    }

    private void enqueue(Slot slot, Delivery delivery, Instant due) {
        leaveLane(slot);
        waiting.remove(slot);
        finished.remove(delivery.id());
        slot.delivery = delivery;
        slot.at = due;
        joinLane(slot);
        waiting.add(slot);
    }

    private void finish(Slot slot, Delivery delivery) {
        leaveLane(slot);
        waiting.remove(slot);
        slot.delivery = delivery;
        slot.at = clock.instant();
        finished.remove(delivery.id());
        finished.put(delivery.id(), slot);
    }

    private void joinLane(Slot slot) {
        Lane lane = lanes.computeIfAbsent(Endpoint.of(slot.delivery), _ -> new Lane(laneCount++));
        soonest.remove(lane);
        lane.slots.add(slot);
        if (lane.out == null) {
            lane.opens = lane.slots.first().at;
        }
        soonest.add(lane);
    }

    private void leaveLane(Slot slot) {
        Endpoint endpoint = Endpoint.of(slot.delivery);
        Lane lane = lanes.get(endpoint);
        if (lane == null) {
            return; // It has just come, or has finished.
        }
        soonest.remove(lane);
        lane.slots.remove(slot);
        if (lane.out == slot) {
            lane.out = null;
        }
        if (lane.slots.isEmpty()) {
            lanes.remove(endpoint);
            return;
        }
        if (lane.out == null) {
            lane.opens = lane.slots.first().at;
        }
        soonest.add(lane);
    }

    /// Drops the finished deliveries that are too old or too many.
    private void forget() {
        Instant horizon = clock.instant().minus(rules.keepFinished());
        while (!finished.isEmpty()) {
            Slot oldest = finished.values().iterator().next();
            if (finished.size() <= rules.maxFinishedDeliveries() && oldest.at.isAfter(horizon)) {
                return;
            }
            forget(oldest);
        }
    }

    private void forget(Slot slot) {
        finished.remove(slot.delivery.id());
        bytes -= slot.bytes();
        NavigableMap<String, Slot> ofApp = byApp.getOrDefault(slot.delivery.app(), new TreeMap<>());
        ofApp.remove(slot.delivery.id());
        if (ofApp.isEmpty()) {
            byApp.remove(slot.delivery.app());
        }
    }
}
