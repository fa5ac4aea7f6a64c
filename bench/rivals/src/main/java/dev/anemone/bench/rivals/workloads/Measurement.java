package dev.anemone.bench.rivals.workloads;

import dev.anemone.bench.rivals.runs.Figure;
import dev.anemone.bench.rivals.servers.ServerProcess;
import java.util.Map;

/// One run, on a server that was started for it.
@FunctionalInterface
public interface Measurement {
    /// Warms the server up, puts load on it, and says what that cost. Blocks.
    ///
    /// @throws IllegalStateException if the server failed, or lost or doubled a delivery: then there is nothing to compare
    Map<Figure, Double> measure(ServerProcess server, Pace pace);
}
