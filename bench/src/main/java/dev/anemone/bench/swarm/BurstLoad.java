package dev.anemone.bench.swarm;

import dev.anemone.bench.plan.BurstPlan;
import java.util.BitSet;
import java.util.function.LongSupplier;

/// The closed loop of [BurstPlan].
final class BurstLoad implements Load {
    private final BurstPlan plan;
    private final Outlet outlet;
    private final LongSupplier nanoTime;
    private final BitSet busy = new BitSet();
    private final int[] awaited;
    private boolean begun;
    private boolean stopped;

    BurstLoad(BurstPlan plan, Outlet outlet, LongSupplier nanoTime) {
        this.plan = plan;
        this.outlet = outlet;
        this.nanoTime = nanoTime;
        awaited = new int[plan.publishers()];
    }

    @Override
    public long turn(long nowNanos) {
        if (!begun) {
            begun = true;
            for (int publisher = 0; publisher < plan.publishers(); publisher++) {
                next(publisher);
            }
        }
        return Long.MAX_VALUE;
    }

    @Override
    public void answered(int publisher) {
        busy.clear(publisher);
        next(publisher);
    }

    @Override
    public void landed(int byPublisher) {
        awaited[byPublisher]--;
        next(byPublisher);
    }

    private void next(int publisher) {
        if (!stopped && !busy.get(publisher) && awaited[publisher] == 0) {
            long now = nanoTime.getAsLong();
            busy.set(publisher);
            awaited[publisher] = outlet.send(publisher, plan.batch(), now, now);
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public boolean sent() {
        return stopped;
    }

    @Override
    public long overdue(long nowNanos) {
        return 0;
    }
}
