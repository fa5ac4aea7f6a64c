package dev.anemone.bench.rivals.workloads;

import dev.anemone.bench.plan.BurstPlan;
import dev.anemone.bench.plan.SwarmPlan;
import dev.anemone.bench.rivals.runs.Figure;
import dev.anemone.bench.rivals.servers.Proc;
import dev.anemone.bench.rivals.servers.ServerProcess;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;

/// What a connection with one subscription and nothing to do costs: the growth of the process from a server that is warm
/// and empty. As many as the file limit allows.
record IdleMemory() implements Measurement {
    /// Descriptors that are left for files, publishers, and the JVM.
    private static final int RESERVE = 1_000;
    private static final int MOST = 27_000;
    private static final int WARMING_CROWDS = 10;
    private static final int WARMING_CHANNELS = 10;
    private static final int WARMING_SUBSCRIBERS = 10;
    private static final Duration EMPTY_LIMIT = Duration.ofMinutes(2);

    /// A reading of memory.
    private record Memory(double resident, double heap) {
        static Memory read(ServerProcess server) {
            if (!server.onJvm()) {
                return new Memory(server.proc().residentBytes(), Double.NaN);
            }
            server.jvm().collect();
            double resident = server.proc().residentBytes();
            return new Memory(resident, server.jvm().liveHeapBytes());
        }
    }

    @Override
    public Map<Figure, Double> measure(ServerProcess server, Pace pace) {
        warm(server, pace);
        Memory empty = Memory.read(server);
        long limit = new Proc(ProcessHandle.current().pid()).maxDescriptors();
        int connections = pace.scaled((int) Math.min(MOST, limit - RESERVE));
        try (var swarm = Crowds.connect(server, SwarmPlan.idle(connections))) {
            Crowds.pause(pace.settle());
            Memory full = Memory.read(server);
            if (swarm.count() != connections) {
                throw new IllegalStateException("only " + swarm.count() + " of " + connections + " stayed");
            }
            var figures = new EnumMap<Figure, Double>(Figure.class);
            figures.put(Figure.RSS_PER_CONNECTION, (full.resident - empty.resident) / connections);
            if (server.onJvm()) {
                figures.put(Figure.HEAP_PER_CONNECTION, (full.heap - empty.heap) / connections);
            }
            figures.put(Figure.CONNECT_CPU, swarm.connected().serverMicrosPerConnection());
            figures.put(Figure.CONNECTIONS, (double) connections);
            return figures;
        }
    }

    /// Has connections come, hear events and go, a few at a time: XNIO's array of ready keys holds on to as many closed
    /// connections as ever were ready at once, and the empty server would be measured with them.
    private static void warm(ServerProcess server, Pace pace) {
        int before = server.proc().descriptors();
        var load = BurstPlan.of(1, pace.warmUp().dividedBy(WARMING_CROWDS), pace.duration().dividedBy(WARMING_CROWDS));
        for (int crowd = 0; crowd < WARMING_CROWDS; crowd++) {
            try (var swarm = Crowds.connect(server, SwarmPlan.of(WARMING_CHANNELS, WARMING_SUBSCRIBERS))) {
                Figures.of(swarm.burst(load));
            }
            Crowds.await("closing the connections of the warm-up", EMPTY_LIMIT,
                    () -> server.proc().descriptors() <= before);
        }
    }
}
