package dev.anemone.bench.swarm;

/// When to send what. Confined to the loop's thread.
sealed interface Load permits BurstLoad, RateLoad {
    /// Sends what is due. Returns when something will be.
    long turn(long nowNanos);

    /// A publisher is free again.
    void answered(int publisher);

    /// Nobody waits for an event any longer: all have it, or it was given up.
    void landed(int byPublisher);

    /// Begins nothing more.
    void stop();

    /// Whether all that was begun has been sent.
    boolean sent();

    /// Events that are due and not sent.
    long overdue(long nowNanos);

    /// What a load is sent by.
    interface Outlet {
        /// Sends one request by a publisher that is free.
        ///
        /// @param batch how many events are in it
        /// @param dueNanos the time they carry
        /// @return how many of them somebody will receive
        int send(int publisher, int batch, long dueNanos, long nowNanos);
    }
}
