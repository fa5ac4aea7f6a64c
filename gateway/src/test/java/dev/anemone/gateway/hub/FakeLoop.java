package dev.anemone.gateway.hub;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;

/// An event loop without a thread: the test runs its turns and moves its clock. Tasks run in order of submission, timers
/// exactly when they are due.
public final class FakeLoop implements EventLoop {
    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final PriorityQueue<FakeTimer> timers = new PriorityQueue<>(
            Comparator.<FakeTimer>comparingLong(timer -> timer.dueNanos).thenComparingLong(timer -> timer.number));
    private long nowNanos = 1_000_000_000;
    private final Queue<Runnable> nextTurn = new ArrayDeque<>();
    private long scheduled;
    private boolean late;
    private int turns;

    private static final class FakeTimer implements Timer {
        private final long dueNanos;
        private final long number;
        private final Runnable task;
        private boolean cancelled;

        FakeTimer(long dueNanos, long number, Runnable task) {
            this.dueNanos = dueNanos;
            this.number = number;
            this.task = task;
        }

        @Override
        public void cancel() {
            cancelled = true;
        }
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public boolean late() {
        return late;
    }

    @Override
    public void executeNextTurn(Runnable task) {
        nextTurn.add(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        var timer = new FakeTimer(nowNanos + delay.toNanos(), scheduled++, task);
        timers.add(timer);
        return timer;
    }

    @Override
    public long nanoTime() {
        return nowNanos;
    }

    @Override
    public boolean inLoop() {
        return true;
    }

    /// Runs turns until there is nothing to do.
    public void run() {
        for (int i = 0; !tasks.isEmpty() || !nextTurn.isEmpty(); i++) {
            if (i == 1_000_000) {
                throw new AssertionError("The loop never comes to rest");
            }
            if (tasks.isEmpty()) {
                late = false;
                turns++;
                tasks.addAll(nextTurn);
                nextTurn.clear();
            }
            tasks.remove().run();
        }
    }

    /// Makes the loop late until it has looked at its sockets.
    public void fallBehind() {
        late = true;
    }

    /// How often the loop has looked at its sockets because somebody left it the time.
    public int turns() {
        return turns;
    }

    /// Runs the next task alone.
    public void runOne() {
        tasks.remove().run();
    }

    /// Tasks that wait.
    public int tasks() {
        return tasks.size();
    }

    /// Lets `time` pass: timers run when they are due, and after each all tasks.
    public void advance(Duration time) {
        run();
        long until = nowNanos + time.toNanos();
        while (!timers.isEmpty() && timers.element().dueNanos <= until) {
            FakeTimer timer = timers.remove();
            if (!timer.cancelled) {
                nowNanos = timer.dueNanos;
                timer.task.run();
                run();
            }
        }
        nowNanos = until;
    }

    /// Timers that wait and were not cancelled.
    public long timers() {
        return timers.stream().filter(timer -> !timer.cancelled).count();
    }
}
