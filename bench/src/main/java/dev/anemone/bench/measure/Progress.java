package dev.anemone.bench.measure;

/// Hears once a second how a run goes. Called by the thread that serves the sockets: it must be quick.
@FunctionalInterface
public interface Progress {
    /// Hears and says nothing.
    Progress SILENT = _ -> {};

    void tick(Status status);

    /// Requests, and no deliveries.
    ///
    /// @param done whole seconds since the phase began
    /// @param of how many seconds the phase takes
    /// @param answersPerSecond since the last call
    /// @param p99Millis of all measured so far; 0 if there is none
    default void asked(Phase phase, long done, long of, long answersPerSecond, double p99Millis) {}

    /// What a run is doing.
    enum Phase {
        CONNECTING, WARMING_UP, MEASURING, DRAINING
    }

    /// How it goes.
    ///
    /// @param phase what is being done
    /// @param done while connecting, connections that are in; else whole seconds since the phase began
    /// @param of while connecting, connections wanted; else how many seconds the phase takes
    /// @param deliveriesPerSecond since the last tick
    /// @param publishesPerSecond since the last tick
    /// @param p99Millis of all measured so far; 0 if there is none
    /// @param lost so far
    record Status(Phase phase, long done, long of, long deliveriesPerSecond, long publishesPerSecond,
            double p99Millis, long lost) {}
}
