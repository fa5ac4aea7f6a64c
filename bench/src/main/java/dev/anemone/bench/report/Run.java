package dev.anemone.bench.report;

import dev.anemone.bench.measure.Connected;
import dev.anemone.bench.measure.Result;
import dev.anemone.bench.plan.LoadPlan;
import dev.anemone.bench.plan.SwarmPlan;
import dev.anemone.bench.plan.Target;
import java.time.Instant;

/// A run that is over: what was asked for, and what came of it.
///
/// @param began when its first client connected
public record Run(Target target, SwarmPlan swarm, LoadPlan load, Instant began, Connected connected, Result result) {
    /// Whether something was delivered, and everything exactly once.
    public boolean ok() {
        return result.deliveries() > 0 && result.faults().none();
    }
}
