package dev.anemone.bench.report;

import dev.anemone.bench.measure.Answered;
import dev.anemone.bench.plan.AuthPlan;
import dev.anemone.bench.plan.Target;
import java.time.Instant;

/// A run against an authorization endpoint that is over.
///
/// @param began when the first request was sent
/// @param most of the closed loop
/// @param half of the open loop at half of that
public record AuthRun(Target target, AuthPlan plan, Instant began, Answered most, Answered half) {
    /// Whether all that was due was answered.
    public boolean ok() {
        return most.requests() > 0 && half.requests() > 0 && half.unsent() == 0;
    }
}
