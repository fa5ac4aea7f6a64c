package dev.anemone.bench.swarm;

import dev.anemone.bench.io.Loop;
import dev.anemone.bench.measure.Churned;
import dev.anemone.bench.measure.Connected;
import dev.anemone.bench.measure.Progress;
import dev.anemone.bench.measure.Result;
import dev.anemone.bench.plan.BurstPlan;
import dev.anemone.bench.plan.ChurnPlan;
import dev.anemone.bench.plan.LoadPlan;
import dev.anemone.bench.plan.RatePlan;
import dev.anemone.bench.plan.SwarmPlan;
import dev.anemone.bench.plan.Target;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.jspecify.annotations.Nullable;

/// Many clients of one server, all served by one thread. Several loads can be put on them, one after the other.
///
/// Thread-safe: while a load runs in one thread, another may [#drop], [#stall] and [#churn].
public final class Swarm implements AutoCloseable {
    private final Loop loop;
    private final CompletableFuture<Void> broken = new CompletableFuture<>();
    private volatile @Nullable Crowd crowd;
    private volatile @Nullable Connected connected;

    private Swarm() {
        loop = Loop.start("anemone bench", this::turn, this::died);
    }

    /// Connects and subscribes them all, and waits until the last is in.
    ///
    /// @throws BenchFailure if one does not get in
    public static Swarm connect(Target target, SwarmPlan plan, Progress progress) {
        var swarm = new Swarm();
        try {
            CompletableFuture<Connected> opened = swarm.call(() -> {
                var crowd = new Crowd(new Wire(target, swarm.loop), plan, progress);
                swarm.crowd = crowd;
                return crowd.opened();
            });
            swarm.connected = await(opened);
            return swarm;
        } catch (RuntimeException e) {
            swarm.close();
            throw e;
        }
    }

    /// How they got in.
    public Connected connected() {
        Connected how = connected;
        if (how == null) {
            throw new IllegalStateException("not connected");
        }
        return how;
    }

    /// Runs a closed loop and waits for its result.
    ///
    /// @throws BenchFailure if it cannot be published
    public Result burst(BurstPlan plan) {
        return run(plan);
    }

    /// Runs an open loop and waits for its result.
    ///
    /// @throws BenchFailure if it cannot be published
    public Result rate(RatePlan plan) {
        return run(plan);
    }

    /// Runs a load of either kind and waits for its result.
    ///
    /// @throws BenchFailure if it cannot be published
    public Result run(LoadPlan plan) {
        return await(call(() -> crowd().begin(plan)));
    }

    /// Closes sockets at once, without a close frame, while the others go on. What they do not receive is not lost.
    ///
    /// @return how many; fewer than asked for if there are no more
    public int drop(int count) {
        return call(() -> crowd().drop(count));
    }

    /// Lets connections read no more, for good. What they do not receive is not lost.
    ///
    /// @return how many; fewer than asked for if there are no more
    public int stall(int count) {
        return call(() -> crowd().stall(count));
    }

    /// Lets further clients come and go from now on, beside any load.
    public void churn(ChurnPlan plan) {
        call(() -> {
            crowd().churn(plan);
            return true;
        });
    }

    /// Ends the churn.
    public Churned endChurn() {
        return call(() -> crowd().endChurn());
    }

    /// How many connections are there and read.
    public int count() {
        return call(() -> crowd().count());
    }

    private <T> T call(Callable<T> task) {
        var answer = new CompletableFuture<T>();
        broken.exceptionally(failure -> {
            answer.completeExceptionally(failure);
            return null;
        });
        loop.execute(() -> {
            try {
                answer.complete(task.call());
            } catch (Exception e) {
                answer.completeExceptionally(e);
            }
        });
        return await(answer);
    }

    private static <T> T await(CompletableFuture<T> answer) {
        try {
            return answer.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof BenchFailure failure ? failure : e;
        }
    }

    private Crowd crowd() {
        Crowd there = crowd;
        if (there == null) {
            throw new IllegalStateException("not connected");
        }
        return there;
    }

    private long turn(long nowNanos) {
        Crowd there = crowd;
        return there == null ? Long.MAX_VALUE : there.turn(nowNanos);
    }

    /// The loop has ended by a fault.
    private void died(Throwable cause) {
        BenchFailure failure = cause instanceof BenchFailure known
                ? known
                : new BenchFailure("The load generator broke down: " + cause, cause);
        broken.completeExceptionally(failure);
        Crowd there = crowd;
        if (there != null) {
            there.fail(failure);
        }
    }

    /// Lets all clients say goodbye, and closes them. A load that still runs fails. Idempotent.
    @Override
    public void close() {
        loop.execute(() -> {
            Crowd there = crowd;
            crowd = null;
            if (there != null) {
                there.leave();
                there.fail(new BenchFailure("The swarm was closed."));
            }
        });
        loop.close();
    }
}
