package dev.anemone.gateway.hub;

import java.time.Duration;

/// One I/O thread, as the classes confined to it see it: where to run, what time it is, and later. A simulation may
/// put virtual time behind it.
public interface EventLoop {
    /// A task that has been scheduled.
    interface Timer {
        /// Forgets the task. Does nothing if it has run. Confined to the loop.
        void cancel();
    }

    /// Runs `task` at the end of the loop's current or next turn, in order of submission. Any thread may call it.
    void execute(Runnable task);

    /// Runs `task` once, no earlier than `delay` from now and at most a tick (50 ms) later. Confined to the loop.
    Timer schedule(Duration delay, Runnable task);

    /// Monotonic time in nanoseconds.
    long nanoTime();

    /// Whether the caller is on this loop's thread.
    boolean inLoop();
}
