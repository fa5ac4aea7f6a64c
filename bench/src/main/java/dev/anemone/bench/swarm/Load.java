package dev.anemone.bench.swarm;

/// When to send what. Confined to the loop's thread.
sealed interface Load permits BurstLoad, RateLoad {
    /// Sends what is due. Returns when something will be.
    long turn(long nowNanos);

    /// A publisher is free again.
    void answered(Publisher publisher);

    /// Nobody waits for an event any longer: all have it, or it was given up.
    void landed(int byPublisher);

    /// Begins nothing more.
    void stop();

    /// Whether all that was begun has been sent.
    boolean sent();

    /// Events that are due and not sent.
    long overdue(long nowNanos);
}
