package dev.anemone.bench.swarm;

import dev.anemone.bench.plan.RatePlan;
import java.util.ArrayDeque;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The open loop of [RatePlan]. What waits for a free publisher is a number, not a queue: when an event was due can be
/// computed.
final class RateLoad implements Load {
    private final RatePlan plan;
    private final Outlet outlet;
    private final ArrayDeque<Integer> free;
    private final long startNanos;
    private final long endNanos;
    private long events;
    private boolean stopped;

    RateLoad(RatePlan plan, Outlet outlet, long startNanos) {
        this.plan = plan;
        this.outlet = outlet;
        this.free = IntStream.range(0, plan.publishers()).boxed().collect(Collectors.toCollection(ArrayDeque::new));
        this.startNanos = startNanos;
        this.endNanos = startNanos + plan.warmUp().plus(plan.duration()).toNanos();
    }

    @Override
    public long turn(long nowNanos) {
        while (!sent() && !free.isEmpty()) {
            long due = dueNanos();
            if (due > nowNanos) {
                return due;
            }
            events++;
            outlet.send(free.removeFirst(), 1, due, nowNanos);
        }
        return Long.MAX_VALUE; // Until a publisher is free.
    }

    private long dueNanos() {
        return startNanos + plan.dueNanos(events);
    }

    @Override
    public void answered(int publisher) {
        free.add(publisher);
    }

    @Override
    public void landed(int byPublisher) {
        // The next event does not wait for this one.
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public boolean sent() {
        return stopped || dueNanos() >= endNanos;
    }

    @Override
    public long overdue(long nowNanos) {
        long until = Math.min(nowNanos, endNanos);
        long overdue = 0;
        while (startNanos + plan.dueNanos(events + overdue) < until) {
            overdue++;
        }
        return overdue;
    }
}
