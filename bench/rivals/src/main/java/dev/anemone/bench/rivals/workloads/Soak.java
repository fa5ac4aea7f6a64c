package dev.anemone.bench.rivals.workloads;

import dev.anemone.bench.plan.ChurnPlan;
import dev.anemone.bench.plan.RatePlan;
import dev.anemone.bench.plan.SwarmPlan;
import dev.anemone.bench.rivals.runs.Figure;
import dev.anemone.bench.rivals.servers.Metrics;
import dev.anemone.bench.rivals.servers.ServerProcess;
import dev.anemone.bench.swarm.Swarm;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/// Clients connect, subscribe and leave beside a steady load, for long. At the end everything has to be as it was before
/// the first came, and memory as it was when a third of the time, at most a minute, had passed.
///
/// @param duration of all of it
record Soak(Duration duration) implements Measurement {
    private static final int CHANNELS = 10;
    private static final int SUBSCRIBERS = 20;
    private static final double PUBLISHES_PER_SECOND = 100;
    private static final int PUBLISHERS = 4;
    private static final ChurnPlan CHURN = new ChurnPlan(50, true, 20, Duration.ofSeconds(1));
    private static final Duration LONGEST_BEGINNING = Duration.ofMinutes(1);
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final double PERCENT = 100;

    /// What has to be back at the end.
    private record Held(double connections, double subscriptions, double channels, double outboxBytes,
            int descriptors) {
        static Held by(ServerProcess server) {
            Metrics metrics = server.metrics();
            return new Held(metrics.sum("anemone_connections"), metrics.sum("anemone_subscriptions"),
                    metrics.sum("anemone_channels"), metrics.sum("anemone_outbox_bytes"), server.proc().descriptors());
        }

        double distance(Held other) {
            return Math.abs(connections - other.connections) + Math.abs(subscriptions - other.subscriptions)
                    + Math.abs(channels - other.channels) + Math.abs(outboxBytes - other.outboxBytes)
                    + Math.abs(descriptors - other.descriptors);
        }
    }

    /// A reading of memory under load.
    private record Memory(double heap, double direct) {
        static Memory read(ServerProcess server) {
            return new Memory(server.jvm().liveHeapBytes(), server.metrics().sum("jvm_buffer_memory_used_bytes"));
        }
    }

    @Override
    public Map<Figure, Double> measure(ServerProcess server, Pace pace) {
        server.jvm().collect(); // Opens what it needs to be asked, so that it is there before and after.
        Held before = Held.by(server);
        Map<Figure, Double> figures = new EnumMap<>(Figure.class);
        try (var swarm = Crowds.connect(server, SwarmPlan.of(CHANNELS, SUBSCRIBERS))) {
            swarm.churn(CHURN);
            Duration beginning = min(LONGEST_BEGINNING, duration.dividedBy(3));
            CompletableFuture<Map<Figure, Double>> load = load(swarm, duration);
            Crowds.pause(beginning);
            Memory first = Memory.read(server);
            figures.putAll(load.join());
            Memory last = Memory.read(server);
            Mix.requireEverybodyIn(swarm.endChurn());
            figures.put(Figure.HEAP_DRIFT, PERCENT * last.heap / first.heap);
            figures.put(Figure.DIRECT_DRIFT, PERCENT * last.direct / first.direct);
        }
        figures.put(Figure.LEFT_BEHIND, leftBehind(server, before));
        return figures;
    }

    /// How far everything is from what it was; waits a while for it to be back.
    private static double leftBehind(ServerProcess server, Held before) {
        long end = System.nanoTime() + LIMIT.toNanos();
        double distance = before.distance(Held.by(server));
        while (distance > 0 && System.nanoTime() < end) {
            Crowds.pause(Duration.ofMillis(200));
            distance = before.distance(Held.by(server));
        }
        return distance;
    }

    private static CompletableFuture<Map<Figure, Double>> load(Swarm swarm, Duration duration) {
        return CompletableFuture.supplyAsync(() -> Figures
                .of(swarm.rate(RatePlan.of(PUBLISHES_PER_SECOND, PUBLISHERS, Duration.ZERO, duration))));
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
