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

    /// Runs `task` before the loop looks at its sockets again, in order of submission. Any thread may call it.
    void execute(Runnable task);

    /// Whether tasks have kept the loop from its timers and sockets for too long. Confined to the loop.
    boolean late();

    /// Runs `task` after the loop has looked at its timers and sockets, a millisecond later if they have no work: for tasks
    /// that find the loop late. Confined to the loop.
    void executeNextTurn(Runnable task);

    /// Runs `task` once, no earlier than `delay` from now and, unless the loop is busy, at most two ticks (100 ms) later.
    /// Confined to the loop.
    Timer schedule(Duration delay, Runnable task);

    /// Monotonic time in nanoseconds.
    long nanoTime();

    /// Whether the caller is on this loop's thread.
    boolean inLoop();
}
