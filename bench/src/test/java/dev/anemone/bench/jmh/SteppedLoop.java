package dev.anemone.bench.jmh;

import dev.anemone.gateway.hub.EventLoop;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;

/// An event loop that a benchmark runs turn by turn, on its own thread. It is never late and has no timers.
public final class SteppedLoop implements EventLoop {
    private final Queue<Runnable> tasks = new ArrayDeque<>();

    /// Runs what waits, and what that brings.
    public void run() {
        for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
            task.run();
        }
    }

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    @Override
    public boolean late() {
        return false;
    }

    @Override
    public void executeNextTurn(Runnable task) {
        tasks.add(task);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        throw new UnsupportedOperationException("What is measured needs no timers.");
    }

    @Override
    public long nanoTime() {
        return 0;
    }

    @Override
    public boolean inLoop() {
        return true;
    }
}
