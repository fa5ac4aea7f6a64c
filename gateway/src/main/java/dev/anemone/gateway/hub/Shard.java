package dev.anemone.gateway.hub;

import dev.anemone.gateway.protocol.Frame;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.SocketId;
import dev.anemone.model.StreamPosition;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/// The subscribers of one I/O thread. Confined to that thread, but for [#offer].
///
/// A message is handed to a shard once, whatever the number of its subscribers. At the end of its loop turn the shard
/// gathers what has come, lays the frames of each channel end to end once, and writes them once to each subscriber. Each
/// subscriber hears everything in the order in which the shard met it, across its channels and between replies of its
/// own session.
public final class Shard {
    /// The most messages one turn gathers before it writes what it has for subscribers of many channels.
    private static final int MAX_GATHERED = 8_192;

    private final int index;
    private final EventLoop loop;
    private final Map<ChannelKey, Audience> audiences = new HashMap<>();
    private final Map<SocketId, Registration> registrations = new HashMap<>();
    private final Queue<Delivery> inbox = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean turnScheduled = new AtomicBoolean();
    /// The audiences that have a batch in this turn.
    private final List<Audience> touched = new ArrayList<>();
    private final List<Subscriber> dirty = new ArrayList<>();
    private final ArrayDeque<Batch> spareBatches = new ArrayDeque<>();
    private final Scratch scratch = new Scratch();
    private final int maxHeldBytes;
    private final CountPacing pacing;
    private final LongAdder delivered;

    /// @param index its number among the node's shards, from 0
    /// @param maxHeldBytes what may wait for one subscriber to be told that it is in one channel
    /// @param delivered counts frames handed to subscribers
    Shard(int index, EventLoop loop, CountPacing pacing, int maxHeldBytes, LongAdder delivered) {
        this.index = index;
        this.loop = loop;
        this.pacing = pacing;
        this.maxHeldBytes = maxHeldBytes;
        this.delivered = delivered;
    }

    int index() {
        return index;
    }

    /// The thread this shard is confined to.
    public EventLoop loop() {
        return loop;
    }

    /// Hands over a message. Any thread may call it; for one channel, one at a time and in order.
    void offer(Delivery delivery) {
        inbox.add(delivery);
        scheduleTurn();
    }

    /// Makes a subscriber known that may stay wherever it is.
    public Registration register(Subscriber subscriber) {
        return register(subscriber, Warden.LENIENT);
    }

    /// Makes a subscriber known, so that publishers can leave it out by its socket id.
    ///
    /// @param warden asked when access to a channel was taken back
    public Registration register(Subscriber subscriber, Warden warden) {
        var registration = new Registration(subscriber, warden);
        registrations.put(subscriber.socketId(), registration);
        return registration;
    }

    /// Forgets a subscriber whose active subscriptions have all been ended. Nothing more is held for the others.
    public void deregister(Registration registration) {
        registration.gone = true;
        registrations.remove(registration.subscriber.socketId(), registration);
    }

    /// Everyone registered at this moment. A copy.
    public List<Subscriber> subscribers() {
        return registrations.values().stream().map(registration -> registration.subscriber).toList();
    }

    /// Who answers for those in `channel`. A copy.
    public List<Warden> wardens(ChannelKey channel) {
        Audience audience = audiences.get(channel);
        return audience == null ? List.of() : audience.wardens();
    }

    /// Enters a channel. What arrives from now on is held until [#activate]; what arrived before is delivered to the
    /// others first, so that nothing older than the subscription follows its acknowledgement.
    public Subscription subscribe(Registration registration, ChannelKey channel) {
        while (!inbox.isEmpty()) {
            gatherAndDeliver();
        }
        Audience audience = audiences.computeIfAbsent(channel, Audience::new);
        var subscription = new Subscription(audience, registration);
        registration.added(subscription);
        subscription.place();
        return subscription;
    }

    /// Ends the holding: enqueues `first`, then what was held, and delivers normally from then on.
    ///
    /// @param first the acknowledgement, and what belongs right behind it
    /// @param shownVersion the membership version of the list in it; changes up to it are not repeated. 0 if none
    /// @param shown where the kept event in it stands; events up to it are not repeated. [StreamPosition#NONE] if none
    public void activate(Subscription subscription, List<Frame> first, long shownVersion,
            StreamPosition shown) {
        Subscriber subscriber = subscription.registration.subscriber;
        first.forEach(subscriber::enqueue);
        subscription.audience.shown(shownVersion, shown.offset());
        List<Frame> held = subscription.release(shownVersion, shown);
        held.forEach(subscriber::enqueue);
        delivered.add(held.size());
        subscription.place();
    }

    /// Leaves the channel: nothing of it is delivered any more.
    public void unsubscribe(Subscription subscription) {
        subscription.leaveList();
        subscription.registration.removed(subscription);
        if (subscription.audience.isEmpty()) {
            audiences.remove(subscription.audience.channel, subscription.audience);
        }
    }

    /// Asks for [Subscriber#flush] at the end of this turn. Call it once per subscriber until then.
    public void flushLater(Subscriber subscriber) {
        dirty.add(subscriber);
        scheduleTurn();
    }

    private void scheduleTurn() {
        if (!turnScheduled.get() && turnScheduled.compareAndSet(false, true)) {
            loop.execute(this::turn);
        }
    }

    private void turn() {
        if (loop.late()) {
            loop.executeNextTurn(this::turn);
            return; // Still scheduled: whoever offers meanwhile need not.
        }
        turnScheduled.set(false); // First: whoever offers from now on schedules the next turn.
        gatherAndDeliver();
        for (int i = 0; i < dirty.size(); i++) {
            dirty.get(i).flush();
        }
        dirty.clear();
        if (!inbox.isEmpty()) {
            scheduleTurn();
        }
    }

    private void gatherAndDeliver() {
        Delivery delivery;
        for (int i = 0; i < MAX_GATHERED && (delivery = inbox.poll()) != null; i++) {
            gather(delivery);
        }
        for (int i = 0; i < touched.size(); i++) {
            Audience audience = touched.get(i);
            Batch batch = audience.batch;
            if (batch != null) {
                deliver(audience, batch);
                audience.batch = null;
                spareBatches.push(batch);
            }
        }
        touched.clear();
    }

    private void gather(Delivery delivery) {
        Audience audience = audiences.get(delivery.channel());
        if (audience == null) {
            return; // The last subscriber left while the message was under way.
        }
        if (delivery.subscriptions() != Delivery.NO_COUNT && countLater(audience, delivery)) {
            return;
        }
        if (audience.exclusive.size > 0) {
            addToBatch(audience, delivery);
        }
        SubscriberList mixed = audience.mixed;
        for (int i = 0; i < mixed.size; i++) {
            Subscription subscription = mixed.subscription(i);
            if (!subscription.hold(delivery, maxHeldBytes)) {
                enqueue(subscription, delivery);
            }
        }
    }

    private void addToBatch(Audience audience, Delivery delivery) {
        Batch batch = audience.batch;
        if (batch == null) {
            batch = spareBatches.isEmpty() ? new Batch(scratch) : spareBatches.pop();
            audience.batch = batch;
            touched.add(audience);
        }
        Frame frame = delivery.frame();
        if (!batch.fits(frame)) {
            deliver(audience, batch);
            if (!batch.fits(frame)) {
                enqueueToEach(audience.exclusive, delivery);
                return;
            }
        }
        batch.add(frame);
        exclude(audience, batch, delivery);
    }

    /// Large audiences hear their size at most once per interval: the first change at once, the last one at its end.
    ///
    /// @return whether this change has to wait
    private boolean countLater(Audience audience, Delivery count) {
        audience.nextCount = null;
        if (count.subscriptions() <= pacing.unpaced()) {
            return false;
        }
        long now = loop.nanoTime();
        long left = pacing.interval().toNanos() - (now - audience.countedNanos);
        if (!audience.countTimerRuns && (!audience.counted || left <= 0)) {
            audience.counted = true;
            audience.countedNanos = now;
            return false;
        }
        audience.nextCount = count;
        if (!audience.countTimerRuns) {
            audience.countTimerRuns = true;
            loop.schedule(Duration.ofNanos(left), () -> tellCount(audience));
        }
        return true;
    }

    private void tellCount(Audience audience) {
        audience.countTimerRuns = false;
        Delivery count = audience.nextCount;
        audience.nextCount = null;
        if (count != null && audiences.get(audience.channel) == audience) { // Not one that left, for its successor.
            audience.countedNanos = loop.nanoTime();
            offer(count.unpaced());
        }
    }

    private void exclude(Audience audience, Batch batch, Delivery delivery) {
        if (audience.maySkip(delivery)) {
            SubscriberList exclusive = audience.exclusive;
            for (int i = 0; i < exclusive.size; i++) {
                Frame share = exclusive.subscription(i).share(delivery);
                if (share != delivery.frame()) {
                    batch.exclude(i, share);
                }
            }
        } else if (delivery.except() != null) {
            Registration excluded = registrations.get(delivery.except());
            Subscription subscription = excluded == null ? null : excluded.soleIn(audience.exclusive);
            if (subscription != null) {
                batch.exclude(subscription.index, subscription.share(delivery));
            }
        }
    }

    /// For a frame larger than the scratch buffer.
    private void enqueueToEach(SubscriberList exclusive, Delivery delivery) {
        for (int i = 0; i < exclusive.size; i++) {
            enqueue(exclusive.subscription(i), delivery);
        }
    }

    private void enqueue(Subscription subscription, Delivery delivery) {
        Frame share = subscription.share(delivery);
        if (share != null) {
            subscription.registration.subscriber.enqueue(share);
            delivered.increment();
        }
    }

    private void deliver(Audience audience, Batch batch) {
        if (!batch.frames().isEmpty()) {
            delivered.add(batch.deliverTo(audience.exclusive));
            batch.clear();
        }
    }
}
