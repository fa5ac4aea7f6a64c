package dev.anemone.conformance.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.pusher.Credentials;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.Publisher;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.pusher.RestApi;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.wire.Endpoint;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/// Visitors who come and go, residents who stay, and a backend that publishes to all of them at a steady pace. Residents
/// insist on every event, in order; visitors on those of one after they have come.
final class Churn {
    static final Credentials APP = new Credentials("1", "soak-key", "soak-secret");

    private static final int VISITORS = 4;
    private static final int RESIDENTS = 10;
    private static final List<String> CHANNELS = IntStream.range(0, 10).mapToObj(i -> "news-" + i).toList();
    private static final String TICK = "tick";
    private static final String LAST = "last";
    private static final Duration PUBLISHING_PACE = Duration.ofMillis(10);
    private static final Duration VISITING_PACE = Duration.ofMillis(20);

    /// So that no two visitors ever have the same name, in all runs.
    private static final AtomicLong VISITS = new AtomicLong();

    private final Endpoint endpoint;
    private final CountDownLatch stopping = new CountDownLatch(1);
    private final CountDownLatch settled = new CountDownLatch(RESIDENTS);
    private final CountDownLatch visitorsGone = new CountDownLatch(VISITORS);

    private Churn(Endpoint endpoint) {
        this.endpoint = endpoint;
    }

    /// Lets it go on for `time`, and returns when everybody has left.
    ///
    /// @return how many visits there were
    static long during(Duration time, Endpoint endpoint) {
        return new Churn(endpoint).run(time);
    }

    private long run(Duration time) {
        long before = VISITS.get();
        var all = new ArrayList<Future<?>>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < RESIDENTS; i++) {
                String channel = CHANNELS.get(i % CHANNELS.size());
                all.add(threads.submit(() -> stay(channel)));
            }
            all.add(threads.submit(this::publish));
            for (int i = 0; i < VISITORS; i++) {
                all.add(threads.submit(this::keepVisiting));
            }
            all.add(threads.submit(() -> {
                settled.await();
                within(time, stopping);
                stopping.countDown();
                return null;
            }));
            all.forEach(this::join);
        }
        return VISITS.get() - before;
    }

    /// Fails with the first that failed, and ends the others then.
    private void join(Future<?> part) {
        try {
            part.get();
        } catch (ExecutionException failed) {
            stopping.countDown();
            throw new AssertionError("The churn met with a failure.", failed.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while the churn went on.", interrupted);
        }
    }

    /// Numbers, to each channel its own from 0 on, until all visitors have left.
    private Void publish() throws InterruptedException {
        settled.await();
        try (Publisher publisher = new RestApi(endpoint, APP).publisher()) {
            for (int i = 0; !within(PUBLISHING_PACE, visitorsGone); i++) {
                publisher.publish(CHANNELS.get(i % CHANNELS.size()), TICK, Integer.toString(i / CHANNELS.size()));
            }
            for (String channel : CHANNELS) {
                publisher.publish(channel, LAST, "{}");
            }
        }
        return null;
    }

    /// Hears a whole channel.
    private void stay(String channel) {
        try (var app = new App(endpoint, APP)) {
            PusherConnection resident = app.connect();
            resident.subscribe(channel);
            settled.countDown();
            int heard = 0;
            for (Message event = nextEvent(resident); event.event().equals(TICK); event = nextEvent(resident)) {
                assertThat(event.data()).isEqualTo(Integer.toString(heard++));
            }
            assertThat(heard).isPositive();
            resident.closeCleanly();
        }
    }

    private Void keepVisiting() throws InterruptedException {
        try {
            settled.await();
            while (!within(VISITING_PACE, stopping)) {
                try (var app = new App(endpoint, APP)) {
                    visit(app.connect(), VISITS.incrementAndGet());
                }
            }
        } finally {
            visitorsGone.countDown();
        }
        return null;
    }

    private static void visit(PusherConnection visitor, long visit) {
        String channel = CHANNELS.get((int) (visit % CHANNELS.size()));
        visitor.joinAs("visitor-" + visit, "presence-hall");
        visitor.sendSubscribe(Map.of("channel", channel));
        nextEvent(visitor);
        switch ((int) (visit % 4)) {
            case 0 -> {
                visitor.unsubscribe(channel);
                visitor.closeCleanly();
            }
            case 1 -> visitor.closeCleanly();
            case 2 -> visitor.socket().wire().reset();
            default -> visitor.close(); // Without a word.
        }
    }

    /// The next thing that the backend has published; what the service itself tells is skipped.
    private static Message nextEvent(PusherConnection client) {
        Message message = client.next();
        while (message.event().startsWith("pusher_internal:")) {
            message = client.next();
        }
        return message;
    }

    private static boolean within(Duration pause, CountDownLatch end) throws InterruptedException {
        return end.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    }
}
