package dev.anemone.bench.swarm;

import dev.anemone.bench.plan.BurstPlan;
import java.util.List;

/// The closed loop of [BurstPlan].
final class BurstLoad implements Load {
    private final BurstPlan plan;
    private final Sender sender;
    private final List<Publisher> publishers;
    private final int[] awaited;
    private boolean begun;
    private boolean stopped;

    BurstLoad(BurstPlan plan, Sender sender, List<Publisher> publishers) {
        this.plan = plan;
        this.sender = sender;
        this.publishers = publishers;
        awaited = new int[publishers.size()];
    }

    @Override
    public long turn(long nowNanos) {
        if (!begun) {
            begun = true;
            publishers.forEach(this::next);
        }
        return Long.MAX_VALUE;
    }

    @Override
    public void answered(Publisher publisher) {
        next(publisher);
    }

    @Override
    public void landed(int byPublisher) {
        awaited[byPublisher]--;
        next(publishers.get(byPublisher));
    }

    private void next(Publisher publisher) {
        if (!stopped && !publisher.busy() && awaited[publisher.index()] == 0) {
            long now = System.nanoTime();
            awaited[publisher.index()] = sender.send(publisher, plan.batch(), now, now);
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
