package dev.anemone.bench.rivals.workloads;

import dev.anemone.bench.measure.Churned;
import dev.anemone.bench.plan.ChurnPlan;
import dev.anemone.bench.plan.RatePlan;
import dev.anemone.bench.plan.SwarmPlan;
import dev.anemone.bench.rivals.runs.Figure;
import dev.anemone.bench.rivals.servers.ServerProcess;
import java.time.Duration;
import java.util.Map;

/// What a service sees on an ordinary day: most connections idle, a few channels busy, members who come and go.
record Mix() implements Measurement {
    private static final int IDLE = 8_000;
    /// One in a hundred of 1,000 channels.
    private static final int HOT_CHANNELS = 10;
    private static final int HOT_SUBSCRIBERS = 200;
    private static final double PUBLISHES_PER_SECOND = 100;
    private static final int PUBLISHERS = 4;
    private static final ChurnPlan CHURN = new ChurnPlan(50, true, 20, Duration.ofSeconds(2));

    @Override
    public Map<Figure, Double> measure(ServerProcess server, Pace pace) {
        try (var hot = Crowds.connect(server, SwarmPlan.of(HOT_CHANNELS, pace.scaled(HOT_SUBSCRIBERS)));
                var _ = Crowds.connect(server, SwarmPlan.idle(pace.scaled(IDLE)))) {
            hot.churn(CHURN);
            Map<Figure, Double> figures = Figures
                    .of(hot.rate(RatePlan.of(PUBLISHES_PER_SECOND, PUBLISHERS, pace.warmUp(), pace.duration())));
            requireEverybodyIn(hot.endChurn());
            return figures;
        }
    }

    static void requireEverybodyIn(Churned churned) {
        if (churned.failed() > 0 || churned.skipped() > 0 || churned.came() == 0) {
            throw new IllegalStateException("not everybody came and went as they should: " + churned);
        }
    }
}
