package dev.anemone.store.redis;

import dev.anemone.store.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The pub/sub channels this node wants to hear, whatever becomes of the connections: every new one is subscribed to
/// all of them. Changes are made on the link's thread, one after the other, which keeps them in the order of their calls.
final class Subscriptions {
    /// Hears what arrives on one pub/sub channel, on the driver's thread.
    interface Receiver {
        void received(byte[] payload);
    }

    /// How many channels one command names when a connection is restored.
    private static final int BATCH = 512;

    private static final class Topic {
        private final String name;
        private volatile Receiver receiver;
        private volatile boolean wanted;
        /// How many times the connection was told to subscribe and Redis has not confirmed it.
        private int unconfirmed;
        /// Who waits for messages to flow.
        private final List<CompletableFuture<Void>> waiting = new ArrayList<>(1);

        Topic(String name, Receiver receiver) {
            this.name = name;
            this.receiver = receiver;
        }
    }

    private record Patience(CompletableFuture<Void> flowing, long untilNanos) {}

    private final Executor thread;
    private final LongSupplier nanoTime;
    private final long patienceNanos;
    private final Map<String, Topic> topics = new ConcurrentHashMap<>(); // Read by the driver's thread.
    private final Deque<Patience> patiences = new ArrayDeque<>(); // The next to end comes first.
    private @Nullable Connections connections;
    private boolean closed;

    /// @param thread the link's; runs one task at a time, in order
    /// @param patience how long a subscription may wait for Redis to confirm it, or to come back
    Subscriptions(Executor thread, LongSupplier nanoTime, Duration patience) {
        this.thread = thread;
        this.nanoTime = nanoTime;
        this.patienceNanos = patience.toNanos();
    }

    /// Wants to hear `name`. Thread-safe.
    ///
    /// @return completes when Redis has confirmed it; with [StoreUnavailableException] if it does not in time
    CompletionStage<Void> subscribe(String name, Receiver receiver) {
        var flowing = new CompletableFuture<Void>();
        try {
            thread.execute(() -> want(name, receiver, flowing));
        } catch (RejectedExecutionException closed) {
            flowing.completeExceptionally(unavailable());
        }
        return flowing;
    }

    /// Wants to hear `name` no more. Thread-safe.
    void unsubscribe(String name) {
        try {
            thread.execute(() -> forget(name));
        } catch (RejectedExecutionException _) { // Closed: nothing is heard any more.
        }
    }

    /// Hands a message on. Called on the driver's thread; drops what is not wanted.
    void received(String name, byte[] payload) {
        Topic topic = topics.get(name);
        if (topic != null && topic.wanted) {
            topic.receiver.received(payload);
        }
    }

    private void want(String name, Receiver receiver, CompletableFuture<Void> flowing) {
        if (closed) {
            flowing.completeExceptionally(unavailable());
            return;
        }
        Topic topic = topics.computeIfAbsent(name, _ -> new Topic(name, receiver));
        topic.receiver = receiver;
        if (!topic.wanted) {
            topic.wanted = true;
            if (connections != null) {
                topic.unconfirmed++;
                connections.subscribe(List.of(name));
            }
        }
        if (connections != null && topic.unconfirmed == 0) {
            flowing.complete(null);
        } else {
            topic.waiting.add(flowing);
            patiences.add(new Patience(flowing, nanoTime.getAsLong() + patienceNanos));
        }
    }

    private void forget(String name) {
        Topic topic = topics.get(name);
        if (topic == null || !topic.wanted) {
            return;
        }
        topic.wanted = false;
        if (connections != null) {
            connections.unsubscribe(name);
        }
        dropIfUnused(topic);
    }

    private void dropIfUnused(Topic topic) {
        if (!topic.wanted && topic.unconfirmed == 0) {
            topics.remove(topic.name);
            topic.waiting.forEach(flowing -> flowing.completeExceptionally(unavailable()));
        }
    }

    /// Redis confirmed a subscription. On the link's thread.
    void confirmed(String name) {
        Topic topic = topics.get(name);
        if (topic != null && topic.unconfirmed > 0 && --topic.unconfirmed == 0) {
            List<CompletableFuture<Void>> flowing = List.copyOf(topic.waiting);
            topic.waiting.clear();
            flowing.forEach(waiting -> waiting.complete(null));
            dropIfUnused(topic);
        }
    }

    /// Subscribes fresh connections to everything wanted. On the link's thread.
    void restore(Connections fresh) {
        connections = fresh;
        var names = new ArrayList<String>(topics.keySet());
        names.sort(null); // So that those of one slot, which a Cluster wants in commands of their own, stand together.
        for (int from = 0; from < names.size(); from += BATCH) {
            fresh.subscribe(names.subList(from, Math.min(from + BATCH, names.size())));
        }
        topics.values().forEach(topic -> topic.unconfirmed = 1);
    }

    /// The connection is gone; what is wanted waits for the next one. On the link's thread.
    void lost() {
        connections = null;
        for (Topic topic : topics.values()) {
            topic.unconfirmed = 0;
            dropIfUnused(topic);
        }
    }

    /// Ends the waits that lasted too long. On the link's thread.
    void expire() {
        long now = nanoTime.getAsLong();
        for (Patience next = patiences.peek(); next != null && next.untilNanos - now <= 0; next = patiences.peek()) {
            patiences.remove();
            next.flowing.completeExceptionally(unavailable());
        }
    }

    /// Ends all waits. On the link's thread.
    void close() {
        closed = true;
        connections = null;
        patiences.forEach(patience -> patience.flowing.completeExceptionally(unavailable()));
        patiences.clear();
    }

    private static StoreUnavailableException unavailable() {
        return new StoreUnavailableException("Redis did not confirm a subscription; its messages do not flow.", null);
    }
}
