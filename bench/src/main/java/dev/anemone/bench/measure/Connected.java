package dev.anemone.bench.measure;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// How the clients got in.
///
/// @param connections opened, upgraded and subscribed
/// @param subscriptions of all of them
/// @param deflated how many agreed on compression
/// @param seconds from the first attempt until the last was subscribed
/// @param latencyNanos of each, from the first packet until its last subscription succeeded
/// @param server CPU time of the server, if it was read
/// @param generatorCpuSeconds of this process
public record Connected(int connections, long subscriptions, int deflated, double seconds, Histogram latencyNanos,
        @Nullable Cpu server, double generatorCpuSeconds) {

    /// The server's CPU time for a connection that is accepted, upgraded and subscribed; NaN if it was not read.
    public double serverMicrosPerConnection() {
        return server == null ? Double.NaN : server.seconds() * 1e6 / connections;
    }
}
