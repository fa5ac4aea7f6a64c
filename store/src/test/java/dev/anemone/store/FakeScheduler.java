package dev.anemone.store;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;

/// A [Scheduler] whose time stands still until a test moves it; what falls due runs on the test's thread. Not thread-safe.
public final class FakeScheduler implements Scheduler {
    private record Task(Instant due, long number, Runnable action) {}

    private final PriorityQueue<Task> tasks = new PriorityQueue<>(
            Comparator.comparing(Task::due).thenComparingLong(Task::number));
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private long count;
    private boolean closed;

    @Override
    public Instant instant() {
        return now;
    }

    @Override
    public void schedule(Duration delay, Runnable task) {
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
        Instant end = now.plus(time);
        while (!tasks.isEmpty() && !tasks.peek().due.isAfter(end)) {
            Task next = tasks.remove();
            now = next.due;
            next.action.run();
        }
        now = end;
    }

    /// How many tasks are to run.
    public int waiting() {
        return tasks.size();
    }

    /// Whether it was closed.
    public boolean closed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
        tasks.clear();
    }
}
