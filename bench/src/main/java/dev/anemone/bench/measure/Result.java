package dev.anemone.bench.measure;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// What one load showed. Counts and times are those after the warm-up.
///
/// @param deliveries events that arrived, once for each subscriber
/// @param events published
/// @param publishes signed requests; a batch is one
/// @param seconds until the last delivery was there
/// @param reads of sockets that brought at least one delivery
/// @param latencyNanos of each delivery: from when its event was due, or sent in a burst
/// @param lastDeliveryNanos of each event: until the last subscriber had it
/// @param server CPU time of the server, if it was read
/// @param generatorCpuSeconds of this process, all threads
/// @param generatorShare of one core: what the thread that serves the sockets used
public record Result(long deliveries, long events, long publishes, double seconds, long reads, Histogram latencyNanos,
        Histogram lastDeliveryNanos, @Nullable Cpu server, double generatorCpuSeconds, double generatorShare,
        Faults faults) {
    private static final double BUSY = 0.9;

    /// How many frames a read brought: what was coalesced on the way. Figures of two servers compare if these do.
    public double framesPerRead() {
        return reads == 0 ? 0 : (double) deliveries / reads;
    }

    public double deliveriesPerSecond() {
        return deliveries / seconds;
    }

    /// The server's CPU time for a million deliveries; NaN if it was not read or nothing was delivered.
    public double serverSecondsPerMillionDeliveries() {
        return server == null || deliveries == 0 ? Double.NaN : server.seconds() * 1e6 / deliveries;
    }

    /// The server's CPU time for a signed request with all deliveries of it; NaN if it was not read.
    public double serverMicrosPerPublish() {
        return server == null || publishes == 0 ? Double.NaN : server.seconds() * 1e6 / publishes;
    }

    /// Whether the generator was so busy that the figures are its own.
    public boolean generatorBound() {
        return generatorShare > BUSY;
    }
}
