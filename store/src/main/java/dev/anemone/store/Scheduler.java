package dev.anemone.store;

import java.time.Duration;
import java.time.InstantSource;

/// The time of a store, and what it does later: one thing at a time. Tests pass one whose time they move. Thread-safe.
public interface Scheduler extends InstantSource, AutoCloseable {
    /// Runs `task` once `delay` has passed, never before this call has returned. Of tasks that are due at the same moment,
    /// the one that was asked for first runs first. A task must not block. Does nothing once closed.
    void schedule(Duration delay, Runnable task);

    /// Forgets what is not yet due.
    @Override
    void close();

    /// A scheduler over the system's clock, on a daemon thread called `name` that starts with the first task.
    static Scheduler onThread(String name) {
        return new SchedulerThread(name);
    }
}
