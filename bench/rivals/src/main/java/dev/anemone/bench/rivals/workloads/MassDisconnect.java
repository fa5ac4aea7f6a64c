package dev.anemone.bench.rivals.workloads;

import dev.anemone.bench.measure.Result;
import dev.anemone.bench.plan.RatePlan;
import dev.anemone.bench.plan.SwarmPlan;
import dev.anemone.bench.rivals.runs.Figure;
import dev.anemone.bench.rivals.servers.ServerProcess;
import dev.anemone.bench.swarm.Swarm;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Many sockets are dropped at once while others go on hearing a publish every 5 ms. CPU is counted until the last
/// descriptor is gone, less what the publishes cost in the same time without the disconnect.
record MassDisconnect() implements Measurement {
    private static final int DROPPED = 10_000;
    private static final int SUBSCRIBERS_OF_DROPPED = 100;
    private static final int OTHERS = 100;
    private static final double PUBLISHES_PER_SECOND = 200;
    private static final int PUBLISHERS = 4;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    /// The load goes on that long before and after the last descriptor is gone, if the disconnect takes no longer.
    private static final Duration MARGIN = Duration.ofSeconds(1);

    @Override
    public Map<Figure, Double> measure(ServerProcess server, Pace pace) {
        int channels = Math.max(1, pace.scaled(DROPPED) / SUBSCRIBERS_OF_DROPPED);
        try (var others = Crowds.connect(server, SwarmPlan.of(1, OTHERS))) {
            int remaining = server.proc().descriptors();
            try (var crowd = Crowds.connect(server, SwarmPlan.of(channels, SUBSCRIBERS_OF_DROPPED).fromChannel(1))) {
                Result quiet = others.rate(load(pace.warmUp(), pace.duration()));
                double quietCores = cpuSeconds(quiet) / quiet.seconds();
                // The load of the disconnect begins without a warm-up: the one before has just ended.
                CompletableFuture<Result> load = CompletableFuture
                        .supplyAsync(() -> others.rate(load(Duration.ZERO, pace.duration().plus(MARGIN))));
                Crowds.await("the load's publishers", LIMIT, () -> server.proc().descriptors() > remaining + crowd.count());
                double before = server.proc().cpuSeconds();
                int dropped = crowd.drop(crowd.count());
                double seconds = Crowds.await("closing " + dropped + " connections", LIMIT,
                        () -> server.proc().descriptors() <= remaining + PUBLISHERS);
                double cpu = server.proc().cpuSeconds() - before;
                Map<Figure, Double> figures = Figures.of(load.join());
                figures.put(Figure.DISCONNECT_CPU, Math.max(0, cpu - quietCores * seconds));
                figures.put(Figure.DISCONNECT_SECONDS, seconds);
                double quietP99 = Figures.millis(quiet.latencyNanos(), 99);
                figures.put(Figure.QUIET_P99, quietP99);
                figures.put(Figure.ADDED_P99, Figures.of(quiet).isEmpty() ? 0 : 0.0);
                return figures;
            }
        }
    }
}
