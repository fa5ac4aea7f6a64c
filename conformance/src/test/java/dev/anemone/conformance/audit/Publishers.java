package dev.anemone.conformance.audit;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Backends that publish one event after the other on all channels in turn. One that is refused or not answered tries the
/// same event at the next node, with the same idempotency key, until it is accepted.
final class Publishers {
    private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(30);
    private static final long PAUSE_NANOS = 100_000_000;

    private final Service service;
    private final List<String> channels;
    private final Duration pace;
    private final Queue<Sent> sent = new ConcurrentLinkedQueue<>();
    private final Queue<String> faults = new ConcurrentLinkedQueue<>();
    private final AtomicLong retried = new AtomicLong();
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final List<Thread> threads = new ArrayList<>();

    private Publishers(Service service, List<String> channels, Duration pace) {
        this.service = service;
        this.channels = channels;
        this.pace = pace;
    }

    /// Starts so many, which begin at different nodes.
    ///
    /// @param pace how long each waits after an event was accepted
    static Publishers start(int count, Service service, List<String> channels, Duration pace) {
        var publishers = new Publishers(service, channels, pace);
        for (int i = 0; i < count; i++) {
            int publisher = i;
            publishers.threads.add(Thread.ofVirtual().name("publisher").start(() -> publishers.run(publisher)));
        }
        return publishers;
    }

    private void run(int publisher) {
        var turn = new int[]{publisher};
        try {
            for (int i = 0; !stopping.await(pace.toNanos(), TimeUnit.NANOSECONDS); i++) {
                String channel = channels.get(i % channels.size());
                publish(new Event(channel, publisher, i / channels.size()), "", turn);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// Publishes one more event, of a publisher of its own, and returns when it was accepted.
    ///
    /// @param padding makes it longer
    void publish(Event event, String padding, Node node) {
        publish(event, padding, new int[]{service.nodes().indexOf(node)});
    }

    private void publish(Event event, String padding, int[] turn) {
        String data = padding.isEmpty() ? event.data() : event.data() + " " + padding;
        String key = event.channel() + "/" + event.data();
        long began = System.nanoTime();
        for (int tries = 0; System.nanoTime() - began < GIVE_UP_AFTER.toNanos(); tries++) {
            int status = tryAt(service.node(turn[0]), event.channel(), data, key);
            if (status == 200) {
                retried.addAndGet(Math.min(1, tries));
                sent.add(new Sent(event, began, System.nanoTime()));
                return;
            }
            if (status != 503 && status != 0) {
                faults.add(event + ": " + status);
            }
            turn[0]++;
            LockSupport.parkNanos(PAUSE_NANOS);
        }
        sent.add(new Sent(event, began, Sent.NEVER));
        faults.add(event + " was not accepted within " + GIVE_UP_AFTER);
    }

    /// @return 0 if there was no answer
    private static int tryAt(Node node, String channel, String data, String key) {
        try {
            return node.publish(channel, data, key);
        } catch (IOException _) {
            return 0;
        }
    }

    /// Has them finish what they are at, and waits for it.
    void stop() {
        stopping.countDown();
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError("Interrupted while publishers finished.", interrupted);
            }
        }
    }

    /// What was published so far.
    List<Sent> sent() {
        return List.copyOf(sent);
    }

    /// How many events were refused or not answered at first.
    long retried() {
        return retried.get();
    }

    /// Answers that no backend should get, and events that nobody accepted.
    List<String> faults() {
        return List.copyOf(faults);
    }
}
