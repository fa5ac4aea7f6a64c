package dev.anemone.store.memory;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelMessage;
import dev.anemone.model.Publication;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Brings the messages of each channel to all nodes, in one order for all of them. Thread-safe.
///
/// There is no thread and no lock behind it: whoever brings a message delivers it, unless another thread is delivering
/// messages of the same stripe at that moment, which then takes this one along.
final class Feed {
    /// How many messages of one stripe may wait for the thread that is delivering; publications beyond are
    /// refused, give or take those that are brought at the same moment.
    /// Changes of membership are never refused: connections bound them.
    static final int MAX_BACKLOG = 1 << 16;

    private final List<MemoryBroker> nodes = new CopyOnWriteArrayList<>();
    private final Stripes<Stripe> stripes = new Stripes<>(Stripe::new);

    /// Delivers to `node` from now on what it subscribed to.
    void attach(MemoryBroker node) {
        nodes.add(node);
    }

    /// Delivers nothing more to `node`.
    void detach(MemoryBroker node) {
        nodes.remove(node);
    }

    /// Whether so many messages wait for a thread that is delivering that publications are refused.
    boolean full(ChannelKey channel) {
        return stripes.of(channel).backlog.get() >= MAX_BACKLOG;
    }

    /// Takes the next place in the channel's order, and delivers unless another thread does.
    void publish(Publication publication) {
        stripes.of(publication.channel()).publish(publication);
    }

    /// Takes the next place in the channel's order and delivers nothing, so it may be called under a lock. The caller
    /// calls [#deliver] once it has let go.
    void append(ChannelMessage change) {
        stripes.of(change.channel()).append(change);
    }

    /// Delivers what was appended, unless another thread does. Never call it under a lock: listeners run in here.
    void deliver(ChannelKey channel) {
        stripes.of(channel).deliver();
    }

    private final class Stripe {
        private final Queue<ChannelMessage> waiting = new ConcurrentLinkedQueue<>();
        private final AtomicInteger backlog = new AtomicInteger();

        /// Zero while nobody delivers. Otherwise one thread does, and the excess over one says that others have called
        /// it meanwhile: it looks at the queue once more before it leaves.
        private final AtomicInteger calls = new AtomicInteger();

        void publish(Publication publication) {
            if (calls.compareAndSet(0, 1)) {
                broadcast(publication); // Nobody is ahead of it in the queue but messages that are brought at this very moment.
                deliverUntilUncalled(1);
            } else {
                append(publication);
                deliver();
            }
        }

        void append(ChannelMessage message) {
            backlog.incrementAndGet();
            waiting.add(message);
        }

        void deliver() {
            if (calls.getAndIncrement() == 0) {
                deliverWaiting();
                deliverUntilUncalled(1);
            }
        }

        private void deliverUntilUncalled(int answered) {
            int left = calls.addAndGet(-answered);
            while (left != 0) {
                deliverWaiting();
                left = calls.addAndGet(-left);
            }
        }

        private void deliverWaiting() {
            ChannelMessage message;
            while ((message = waiting.poll()) != null) {
                backlog.decrementAndGet();
                broadcast(message);
            }
        }

        private void broadcast(ChannelMessage message) {
            for (MemoryBroker node : nodes) {
                node.received(message);
            }
        }
    }
}
