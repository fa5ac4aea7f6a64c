package dev.anemone.store;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SchedulerThreadTest {
    private static final long PATIENCE_SECONDS = 20;

    private final Scheduler scheduler = Scheduler.onThread("test-scheduler");
    private final LinkedBlockingQueue<String> done = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        scheduler.close();
    }

    private String next() throws InterruptedException {
        return String.valueOf(done.poll(PATIENCE_SECONDS, TimeUnit.SECONDS));
    }

    @Test
    void aTaskRunsOnItsThreadOnceItsDelayHasPassed() throws InterruptedException {
        long start = System.nanoTime();

        scheduler.schedule(Duration.ofMillis(30), () -> done.add(Thread.currentThread().getName()));

        assertThat(next()).isEqualTo("test-scheduler");
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(30));
    }

    @Test
    void whatIsDueSoonerRunsFirstAndWhatIsDueAtOnceRunsInOrder() throws InterruptedException {
        scheduler.schedule(Duration.ofHours(1), () -> done.add("much later"));
        for (String name : List.of("one", "two", "three")) {
            scheduler.schedule(Duration.ZERO, () -> done.add(name));
        }

        assertThat(List.of(next(), next(), next())).containsExactly("one", "two", "three");
        assertThat(done).isEmpty();
    }

    @Test
    void aTaskThatFailsDoesNotStopTheOthers() throws InterruptedException {
        scheduler.schedule(Duration.ZERO, () -> {
            throw new IllegalStateException("This task fails on purpose.");
        });
        scheduler.schedule(Duration.ZERO, () -> done.add("next"));

        assertThat(next()).isEqualTo("next");
    }

    @Test
    void onceClosedNothingMoreRuns() throws InterruptedException {
        var running = new CompletableFuture<Thread>();
        var closed = new CountDownLatch(1);
        scheduler.schedule(Duration.ZERO, () -> {
            running.complete(Thread.currentThread());
            try {
                done.add(closed.await(PATIENCE_SECONDS, TimeUnit.SECONDS) ? "finished" : "stuck");
            } catch (InterruptedException interrupted) {
                done.add("interrupted");
            }
        });
        Thread thread = running.join();
        scheduler.schedule(Duration.ofMillis(1), () -> done.add("after the close"));

        scheduler.close();
        scheduler.schedule(Duration.ZERO, () -> done.add("after the close"));
        closed.countDown();

        thread.join(Duration.ofSeconds(PATIENCE_SECONDS));
        assertThat(done).containsExactly("finished");
    }
}
