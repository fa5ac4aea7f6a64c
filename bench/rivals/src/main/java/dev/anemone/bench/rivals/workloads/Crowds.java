package dev.anemone.bench.rivals.workloads;

import dev.anemone.bench.measure.Progress;
import dev.anemone.bench.plan.SwarmPlan;
import dev.anemone.bench.plan.Target;
import dev.anemone.bench.rivals.servers.ServerProcess;
import dev.anemone.bench.swarm.Swarm;
import java.time.Duration;
import java.util.OptionalLong;
import java.util.function.BooleanSupplier;

/// What measurements do with clients.
final class Crowds {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(50);

    private Crowds() {}

    /// Connects clients to a server, and waits until all are subscribed.
    ///
    /// @throws IllegalStateException if they offered compression and the server declined
    static Swarm connect(ServerProcess server, SwarmPlan plan) {
        var target = new Target(server.url(), "app-id", "app-key", "app-secret", false,
                OptionalLong.of(server.proc().pid()));
        Swarm swarm = Swarm.connect(target, plan, Progress.SILENT);
        if (plan.deflate() && swarm.connected().deflated() < plan.connections()) {
            swarm.close();
            throw new IllegalStateException("only " + swarm.connected().deflated() + " of " + plan.connections()
                    + " connections were granted compression");
        }
        return swarm;
    }

    /// Waits for something that becomes true by itself.
    ///
    /// @return how many seconds it took
    /// @throws IllegalStateException if it took longer than the limit
    static double await(String what, Duration limit, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > limit.toNanos()) {
                throw new IllegalStateException("not within " + limit.toSeconds() + " s: " + what);
            }
            pause(BETWEEN_LOOKS);
        }
        return (System.nanoTime() - start) / 1e9;
    }

    /// Lets time pass.
    static void pause(Duration duration) {
        try {
            Thread.sleep(duration);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
