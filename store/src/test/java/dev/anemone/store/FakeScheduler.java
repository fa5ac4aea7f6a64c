package dev.anemone.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import org.jspecify.annotations.Nullable;

/// A [Scheduler] whose time stands still until a test moves it; what falls due runs on the test's thread. Any thread
/// may schedule.
public final class FakeScheduler implements Scheduler {
    private record Task(Instant due, long number, Runnable action) {}

    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            Comparator.comparing(Task::due).thenComparingLong(Task::number));
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long count;
    private boolean closed;

    @Override
    public synchronized Instant instant() {
        return now;
    }

    @Override
    public synchronized void schedule(Duration delay, Runnable task) {
        if (!closed) {
            tasks.add(new Task(now.plus(delay), count++, task));
        }
    }

    /// Runs what is due at this moment.
    public void run() {
        pass(Duration.ZERO);
    }

    /// Lets `time` pass, and runs what falls due in it when it does.
    public void pass(Duration time) {
        Instant end = instant().plus(time);
        for (Task next = take(end); next != null; next = take(end)) {
            next.action.run();
        }
    }

    /// The next task that is due by `end`, at its time; `null` at the end if there is none.
    private synchronized @Nullable Task take(Instant end) {
        Task next = tasks.peek();
        if (next == null || next.due.isAfter(end)) {
            now = end;
            return null;
        }
        now = next.due;
        return tasks.remove();
    }

    /// How many tasks are to run.
    public synchronized int waiting() {
        return tasks.size();
    }

    /// Whether it was closed.
    public synchronized boolean closed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
        tasks.clear();
    }
}
