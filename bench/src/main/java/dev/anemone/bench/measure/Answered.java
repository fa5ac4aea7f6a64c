package dev.anemone.bench.measure;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// What one loop of requests showed, after its warm-up.
///
/// @param requests answered
/// @param seconds in which they were
/// @param latencyNanos of each: from when it was due in an open loop, or sent in a closed one
/// @param unsent requests that were due and could not be sent in time, because the server had not answered earlier ones
/// @param server CPU time of the server, if it was read
/// @param generatorCpuSeconds of this process, all threads
/// @param generatorShare of one core: what the thread that serves the sockets used
public record Answered(long requests, double seconds, Histogram latencyNanos, long unsent, @Nullable Cpu server,
        double generatorCpuSeconds, double generatorShare) {
    private static final double BUSY = 0.9;

    public double perSecond() {
        return requests / seconds;
    }

    /// The server's CPU time for a request; NaN if it was not read or nothing was answered.
    public double serverMicrosPerRequest() {
        return server == null || requests == 0 ? Double.NaN : server.seconds() * 1e6 / requests;
    }

    /// Whether the generator was so busy that the figures are its own.
    public boolean generatorBound() {
        return generatorShare > BUSY;
    }
}
