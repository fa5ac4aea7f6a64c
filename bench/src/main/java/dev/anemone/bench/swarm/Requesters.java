package dev.anemone.bench.swarm;

import dev.anemone.bench.io.Loop;
import dev.anemone.bench.measure.Answered;
import dev.anemone.bench.measure.Progress;
import dev.anemone.bench.plan.AuthPlan;
import dev.anemone.bench.plan.LoadPlan;
import dev.anemone.bench.plan.Target;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Those who ask a server for signatures, all served by one thread. Thread-safe.
public final class Requesters implements AutoCloseable {
    private final Loop loop;
    private final Wire wire;
    private final AuthPlan plan;
    private final Progress progress;
    private volatile @Nullable RequestMeasurement running;

    /// Nobody is connected before a loop begins.
    ///
    /// @throws BenchFailure if nobody knows the server
    public Requesters(Target target, AuthPlan plan, Progress progress) {
        this.plan = plan;
        this.progress = progress;
        this.loop = Loop.start("anemone bench", this::turn, this::died);
        try {
            this.wire = new Wire(target, loop);
        } catch (RuntimeException e) {
            loop.close();
            throw e;
        }
    }

    /// Asks as much as is answered, and waits for the result.
    ///
    /// @throws BenchFailure if the server refuses, or cannot be asked
    public Answered most() {
        return run(plan.closed());
    }

    /// Asks at half the rate of `most`, and waits for the result.
    ///
    /// @throws BenchFailure if the server refuses, or cannot be asked
    public Answered half(Answered most) {
        return run(plan.half(most.perSecond()));
    }

    private Answered run(LoadPlan load) {
        var done = new CompletableFuture<Answered>();
        loop.execute(() -> {
            try {
                running = new RequestMeasurement(wire, plan, load, progress, System.nanoTime(), done);
            } catch (RuntimeException e) {
                done.completeExceptionally(e);
            }
        });
        try {
            return done.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof BenchFailure failure ? failure : e;
        }
    }

    private long turn(long nowNanos) {
        RequestMeasurement there = running;
        return there == null ? Long.MAX_VALUE : there.turn(nowNanos);
    }

    private void died(Throwable cause) {
        RequestMeasurement there = running;
        if (there != null) {
            there.failed("The load generator broke down: " + cause + ".");
        }
    }

    @Override
    public void close() {
        loop.close();
        wire.close();
    }
}
