package dev.anemone.store;

import static java.lang.System.Logger.Level.ERROR;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// A [Scheduler] over the system's clock.
final class SchedulerThread implements Scheduler {
    private static final System.Logger LOG = System.getLogger(SchedulerThread.class.getName());

    private final ScheduledThreadPoolExecutor thread;

    SchedulerThread(String name) {
        thread = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name(name).factory());
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    @Override
    public Instant instant() {
        return Instant.now();
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
        try {
            var _ = thread.schedule(() -> run(task), delay.toNanos(), TimeUnit.NANOSECONDS);
        } catch (RejectedExecutionException closed) {
            if (!thread.isShutdown()) {
                throw closed;
            }
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error broken) { // Its own bug; the other tasks go on.
            LOG.log(ERROR, "A scheduled task failed", broken);
        }
    }

    @Override
    public void close() {
        thread.shutdown();
    }
}
