package dev.anemone.api;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;

/// A clock that stands still until a test moves it. Thread-safe.
public final class TestClock implements InstantSource {
    private volatile Instant now;

    /// A clock that shows `unixSeconds`.
    public TestClock(long unixSeconds) {
        this.now = Instant.ofEpochSecond(unixSeconds);
    }

    @Override
    public Instant instant() {
        return now;
    }

    /// The same for those who count nanoseconds.
    public long nanoTime() {
        return Duration.between(Instant.EPOCH, now).toNanos();
    }

    /// Moves the clock, backwards if `by` is negative.
    public synchronized void move(Duration by) {
        now = now.plus(by);
    }
}
