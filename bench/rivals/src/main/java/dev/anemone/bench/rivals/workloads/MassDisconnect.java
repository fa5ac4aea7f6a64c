package dev.anemone.bench.rivals.workloads;

import dev.anemone.bench.measure.Result;
import dev.anemone.bench.plan.RatePlan;
import dev.anemone.bench.plan.SwarmPlan;
import dev.anemone.bench.rivals.runs.Figure;
import dev.anemone.bench.rivals.servers.ServerProcess;
import dev.anemone.bench.swarm.Swarm;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Many sockets are dropped at once while others go on hearing a publish every 5 ms. CPU is counted until the last
/// descriptor is gone, less what as much time costs without the disconnect.
record MassDisconnect() implements Measurement {
    private static final int DROPPED = 10_000;
    private static final int OTHERS = 100;
    private static final double PUBLISHES_PER_SECOND = 200;
    private static final int PUBLISHERS = 4;
    private static final Duration LIMIT = Duration.ofMinutes(2);
    /// Of the usual duration, so that the load outlasts the disconnect of every server.
    private static final int TIMES_AS_LONG = 3;

    @Override
    public Map<Figure, Double> measure(ServerProcess server, Pace pace) {
        Duration duration = pace.duration().multipliedBy(TIMES_AS_LONG);
        try (var others = Crowds.connect(server, SwarmPlan.of(1, OTHERS))) {
            int remaining = server.proc().descriptors();
            try (var crowd = Crowds.connect(server, SwarmPlan.idle(pace.scaled(DROPPED)))) {
                Result quiet = others.rate(load(pace.warmUp(), duration));
                double quietCores = cpuSeconds(quiet) / quiet.seconds();
                // It needs no warm-up: the one before has just ended.
                var load = CompletableFuture.supplyAsync(() -> others.rate(load(Duration.ZERO, duration)));
                int all = remaining + crowd.count();
                Crowds.await("the publishers' connections", LIMIT, () -> server.proc().descriptors() > all);
                Map<Figure, Double> figures = disconnect(server, crowd, remaining + PUBLISHERS, quietCores);
                figures.putAll(compared(quiet, load.join()));
                return figures;
            }
        }
    }

    /// Drops all, and counts until no more than `remaining` descriptors are open.
    private static Map<Figure, Double> disconnect(ServerProcess server, Swarm crowd, int remaining, double quietCores) {
        double before = server.proc().cpuSeconds();
        crowd.drop(crowd.count());
        double seconds = Crowds.await("closing what was dropped", LIMIT,
                () -> server.proc().descriptors() <= remaining);
        double cpu = server.proc().cpuSeconds() - before;
        var figures = new EnumMap<Figure, Double>(Figure.class);
        figures.put(Figure.DISCONNECT_CPU, Math.max(0, cpu - quietCores * seconds));
        figures.put(Figure.DISCONNECT_SECONDS, seconds);
        return figures;
    }

    private static Map<Figure, Double> compared(Result quiet, Result disturbed) {
        Map<Figure, Double> without = Figures.of(quiet);
        Map<Figure, Double> with = Figures.of(disturbed);
        var figures = new EnumMap<Figure, Double>(Figure.class);
        double quietP99 = without.getOrDefault(Figure.P99, Double.NaN);
        double p99 = with.getOrDefault(Figure.P99, Double.NaN);
        figures.put(Figure.QUIET_P99, quietP99);
        figures.put(Figure.P99, p99);
        figures.put(Figure.ADDED_P99, p99 - quietP99);
        figures.put(Figure.MAX, with.getOrDefault(Figure.MAX, Double.NaN));
        return figures;
    }

    private static double cpuSeconds(Result result) {
        return result.server() == null ? Double.NaN : result.server().seconds();
    }

    private static RatePlan load(Duration warmUp, Duration duration) {
        return RatePlan.of(PUBLISHES_PER_SECOND, PUBLISHERS, warmUp, duration);
    }
}
