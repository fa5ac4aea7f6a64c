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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The pub/sub channels this node wants to hear, whatever becomes of the connections: every new one is subscribed to
/// all of them. Changes are made on the link's thread, one after the other, which keeps them in the order of their calls.
final class Subscriptions {
    /// Hears one pub/sub channel.
    interface Receiver {
        /// A message came in. On the driver's thread, one at a time.
        void received(byte[] payload);

        /// Completes once this receiver is ready to tell what it hears. On the link's thread, when Redis has confirmed.
        default CompletionStage<Void> ready() {
            return CompletableFuture.completedStage(null);
        }

        /// Nobody wants what it hears any more, or somebody does again. On the link's thread.
        default void idle(boolean idle) {}

        /// It hears nothing from now on. On the link's thread.
        default void ended() {}
    }

    /// How long nobody has to want a channel before it is unsubscribed: those who come and go cost Redis nothing.
    private static final Duration LINGER = Duration.ofSeconds(1);

    /// How many channels one command names when a connection is restored.
    private static final int BATCH = 512;

    private static final class Topic {
        private final String name;
        private volatile Receiver receiver;
        private volatile boolean wanted;
        /// Since when nobody wants it, while it is subscribed nevertheless.
        private @Nullable Idle idle;
        private boolean ended;
        /// How many times the connection was told to subscribe and Redis has not confirmed it.
        private int unconfirmed;
        /// Who waits for messages to flow.
        private final List<CompletableFuture<Void>> waiting = new ArrayList<>(1);

        Topic(String name, Receiver receiver) {
            this.name = name;
            this.receiver = receiver;
        }
    }

    /// Compared by identity: each time that nobody wants a topic is another.
    private static final class Idle {
        private final Topic topic;
        private final long untilNanos;

        Idle(Topic topic, long untilNanos) {
            this.topic = topic;
            this.untilNanos = untilNanos;
        }
    }

    private record Patience(CompletableFuture<Void> flowing, long untilNanos) {}

    private final Executor thread;
    private final LongSupplier nanoTime;
    private final long patienceNanos;
    private final Map<String, Topic> topics = new ConcurrentHashMap<>(); // Read by the driver's thread.
    private final Deque<Patience> patiences = new ArrayDeque<>(); // The next to end comes first.
    private final Deque<Idle> idles = new ArrayDeque<>(); // The next to end comes first.
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
    /// @param receiver made on the link's thread, if there is none
    /// @return completes when Redis has confirmed it and the receiver is ready; with [StoreUnavailableException] if that
    ///     takes too long
    CompletionStage<Void> subscribe(String name, Supplier<? extends Receiver> receiver) {
        var flowing = new CompletableFuture<Void>();
        try {
            thread.execute(() -> want(name, receiver, flowing));
        } catch (RejectedExecutionException closed) {
            flowing.completeExceptionally(unavailable());
        }
        return flowing;
    }

    /// Wants to hear `name`, with a receiver that keeps nothing.
    CompletionStage<Void> subscribe(String name, Receiver receiver) {
        return subscribe(name, () -> receiver);
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

    private void want(String name, Supplier<? extends Receiver> receiver, CompletableFuture<Void> flowing) {
        if (closed) {
            flowing.completeExceptionally(unavailable());
            return;
        }
        Topic topic = topics.get(name);
        if (topic == null) {
            topic = new Topic(name, receiver.get());
            topics.put(name, topic);
        }
        if (topic.idle != null) {
            topic.idle = null;
            topic.receiver.idle(false);
        }
        if (!topic.wanted) {
            if (topic.ended) {
                topic.ended = false;
                topic.receiver = receiver.get();
            }
            topic.wanted = true;
            if (connections != null) {
                topic.unconfirmed++;
                connections.subscribe(List.of(name));
            }
        }
        patiences.add(new Patience(flowing, nanoTime.getAsLong() + patienceNanos));
        if (connections != null && topic.unconfirmed == 0) {
            flow(topic, flowing);
        } else {
            topic.waiting.add(flowing);
        }
    }

    private static void flow(Topic topic, CompletableFuture<Void> flowing) {
        topic.receiver.ready().thenRun(() -> flowing.complete(null));
    }

    private void forget(String name) {
        Topic topic = topics.get(name);
        if (topic != null && topic.wanted && topic.idle == null) {
            topic.idle = new Idle(topic, nanoTime.getAsLong() + LINGER.toNanos());
            topic.receiver.idle(true);
            idles.add(topic.idle);
        }
    }

    private void end(Topic topic) {
        topic.wanted = false;
        topic.idle = null;
        topic.ended = true;
        topic.receiver.ended();
        if (connections != null) {
            connections.unsubscribe(topic.name);
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
            flowing.forEach(waiting -> flow(topic, waiting));
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
            if (topic.idle != null) {
                end(topic);
            } else {
                dropIfUnused(topic);
            }
        }
    }

    /// Ends the waits that lasted too long, and what nobody has wanted for a while. On the link's thread.
    void expire() {
        long now = nanoTime.getAsLong();
        for (Idle next = idles.peek(); next != null && next.untilNanos - now <= 0; next = idles.peek()) {
            idles.remove();
            if (next == next.topic.idle) {
                end(next.topic);
            }
        }
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
