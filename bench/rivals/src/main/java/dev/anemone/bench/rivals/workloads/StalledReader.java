package dev.anemone.bench.rivals.workloads;

import dev.anemone.bench.plan.RatePlan;
import dev.anemone.bench.plan.SwarmPlan;
import dev.anemone.bench.rivals.runs.Figure;
import dev.anemone.bench.rivals.servers.Metrics;
import dev.anemone.bench.rivals.servers.ServerProcess;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// An open loop on one channel, at half of what the generator can read, of whose subscribers the last may have stopped reading. Events are large enough that the
/// kernel's buffers do not hold for it all that the stalled one is sent.
///
/// @param stalled how many read nothing
record StalledReader(int stalled) implements Measurement {
    private static final int SUBSCRIBERS = 1_001;
    private static final double PUBLISHES_PER_SECOND = 50;
    private static final int PUBLISHERS = 4;
    private static final int PAYLOAD_BYTES = 4_000;
    /// The kernel holds some 4 MB for a reader that has stopped: that much is sent before anything waits for it.
    private static final Duration WARM_UP = Duration.ofSeconds(15);
    /// Of the usual duration.
    private static final int TIMES_AS_LONG = 4;
    /// Reading metrics costs the server time that the median p99 must not notice.
    private static final Duration BETWEEN_LOOKS = Duration.ofSeconds(1);
    /// The server's default, `gateway.max-outbox-bytes`.
    private static final double OUTBOX_BOUND_BYTES = 1 << 20;

    @Override
    public Map<Figure, Double> measure(ServerProcess server, Pace usual) {
        Pace pace = usual.warmedFor(WARM_UP);
        try (var swarm = Crowds.connect(server, SwarmPlan.of(1, pace.scaled(SUBSCRIBERS)))) {
            swarm.stall(stalled);
            var load = CompletableFuture.supplyAsync(() -> swarm.rate(new RatePlan(PUBLISHES_PER_SECOND, PUBLISHERS,
                    PAYLOAD_BYTES, pace.warmUp(), pace.duration().multipliedBy(TIMES_AS_LONG))));
            double mostWaiting = mostWaiting(server.metrics(), load);
            Map<Figure, Double> figures = Figures.of(load.join());
            figures.put(Figure.WAITING_SHARE, mostWaiting / OUTBOX_BOUND_BYTES);
            return figures;
        }
    }

    /// The most bytes that waited for readers whenever it was looked.
    private static double mostWaiting(Metrics metrics, CompletableFuture<?> load) {
        double most = 0;
        while (!load.isDone()) {
            Crowds.pause(BETWEEN_LOOKS);
            most = Math.max(most, metrics.sum("anemone_outbox_bytes"));
        }
        return most;
    }
}
