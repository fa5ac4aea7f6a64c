package dev.anemone.bench.rivals.workloads;

import dev.anemone.bench.plan.BurstPlan;
import dev.anemone.bench.plan.SwarmPlan;
import dev.anemone.bench.rivals.runs.Figure;
import dev.anemone.bench.rivals.servers.ServerProcess;
import java.time.Duration;
import java.util.Map;

/// A closed loop: each publisher sends so many events in one request, waits until everybody has them, and sends the next.
///
/// @param batch events of a request, dealt to the channels in turn
/// @param warmUp at least, at the usual pace
record Bursts(int channels, int subscribers, int batch, int publishers, boolean deflate, Duration warmUp)
        implements
            Measurement {

    static Bursts of(int channels, int subscribers, int batch) {
        return new Bursts(channels, subscribers, batch, 1, false, Duration.ZERO);
    }

    Bursts by(int number) {
        return new Bursts(channels, subscribers, batch, number, deflate, warmUp);
    }

    Bursts deflated() {
        return new Bursts(channels, subscribers, batch, publishers, true, warmUp);
    }

    Bursts warmedFor(Duration atLeast) {
        return new Bursts(channels, subscribers, batch, publishers, deflate, atLeast);
    }

    @Override
    public Map<Figure, Double> measure(ServerProcess server, Pace usual) {
        Pace pace = usual.warmedFor(warmUp);
        boolean manyChannels = channels > subscribers;
        var plan = SwarmPlan.of(manyChannels ? pace.scaled(channels) : channels,
                manyChannels ? subscribers : pace.scaled(subscribers)).withDeflate(deflate);
        try (var swarm = Crowds.connect(server, plan)) {
            var figures = Figures.of(swarm.burst(new BurstPlan(batch, publishers, BurstPlan.TYPICAL_PAYLOAD,
                    pace.warmUp(), pace.duration(), 1)));
            figures.put(Figure.CONNECT_CPU, swarm.connected().serverMicrosPerConnection());
            return figures;
        }
    }
}
