package dev.anemone.bench.swarm;

import dev.anemone.bench.measure.Cpu;
import dev.anemone.bench.measure.OwnCpu;
import dev.anemone.bench.measure.Progress;
import dev.anemone.bench.measure.Progress.Phase;
import dev.anemone.bench.measure.Progress.Status;
import dev.anemone.bench.measure.Result;
import dev.anemone.bench.plan.BurstPlan;
import dev.anemone.bench.plan.LoadPlan;
import dev.anemone.bench.plan.RatePlan;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// One load from its warm-up until its last delivery. Confined to the loop's thread.
final class Measurement implements Publisher.Owner {
    /// How long a delivery or an answer is waited for.
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final double NANOS_PER_MILLI = 1e6;
    private static final double P99 = 99;

    private final Crowd crowd;
    private final Wire wire;
    private final Flights flights = new Flights(1024);
    private final List<Publisher> publishers;
    private final Sender sender;
    private final Load load;
    private final Tally tally = new Tally();
    private final Reception[] receptions;
    private final int minBursts;
    private final long beginNanos;
    private final long startNanos;
    private final long endNanos;
    private final CompletableFuture<Result> result = new CompletableFuture<>();

    private Phase phase = Phase.WARMING_UP;
    private @Nullable Cpu serverBefore;
    private OwnCpu ownBefore;
    private long deliveriesRead;
    private long deliveriesTold;
    private long requestsTold;
    private long allDeliveries;

    Measurement(Crowd crowd, Wire wire, LoadPlan plan, long nowNanos) {
        this.crowd = crowd;
        this.wire = wire;
        beginNanos = nowNanos;
        startNanos = nowNanos + plan.warmUp().toNanos();
        endNanos = startNanos + plan.duration().toNanos();
        publishers = IntStream.range(0, plan.publishers()).mapToObj(i -> new Publisher(wire, this, i, "a publish"))
                .toList();
        receptions = crowd.receptions(plan.publishers());
        ownBefore = OwnCpu.read(wire.loop.threadId());
        sender = new Sender(wire, flights, crowd.subscribers(), plan.publishers(), plan.payloadBytes(),
                startNanos);
        Load.Outlet outlet = (publisher, batch, due, now) -> sender.send(publishers.get(publisher), batch, due, now);
        switch (plan) {
            case BurstPlan burst -> {
                load = new BurstLoad(burst, outlet, System::nanoTime);
                minBursts = burst.minBursts();
            }
            case RatePlan rate -> {
                load = new RateLoad(rate, outlet, nowNanos);
                minBursts = 0;
            }
        }
    }

    /// The result, when there is one.
    CompletableFuture<Result> result() {
        return result;
    }

    /// Does what is due. Returns when something will be.
    long turn(long nowNanos) {
        if (phase == Phase.WARMING_UP && nowNanos >= startNanos) {
            phase = Phase.MEASURING;
            serverBefore = crowd.serverCpu();
            ownBefore = OwnCpu.read(wire.loop.threadId());
        }
        if (phase == Phase.MEASURING && nowNanos >= endNanos && sender.measuredRequests() >= minBursts) {
            phase = Phase.DRAINING;
            if (load instanceof BurstLoad) {
                load.stop();
            }
        }
        long due = load.turn(nowNanos);
        giveUpOn(nowNanos - PATIENCE.toNanos());
        if (phase == Phase.DRAINING && drained(nowNanos)) {
            finish(nowNanos);
        }
        return Math.min(due, phase == Phase.WARMING_UP ? startNanos : nowNanos < endNanos ? endNanos : Long.MAX_VALUE);
    }

    private boolean drained(long nowNanos) {
        if (!load.sent() && nowNanos - endNanos > PATIENCE.toNanos()) {
            tally.unsent = load.overdue(nowNanos);
            load.stop();
        }
        return load.sent() && flights.isEmpty() && publishers.stream().noneMatch(Publisher::busy);
    }

    /// Gives up what was sent before `nanos`.
    private void giveUpOn(long nanos) {
        while (!flights.isEmpty() && flights.sentNanos(flights.oldest()) < nanos) {
            int event = flights.oldest();
            tally.lost += flights.giveUp(event);
            load.landed(flights.publisher(event));
        }
        for (Publisher publisher : publishers) {
            if (publisher.busy() && publisher.sentNanos() < nanos) {
                failed("The server did not answer a publish within " + PATIENCE.toSeconds() + " seconds.");
                return;
            }
        }
    }

    private void finish(long nowNanos) {
        Cpu before = serverBefore;
        Cpu after = crowd.serverCpu();
        OwnCpu own = OwnCpu.read(wire.loop.threadId()).minus(ownBefore);
        end();
        result.complete(tally.result(sender.measuredEvents(), sender.measuredRequests(),
                nowNanos - startNanos, before == null || after == null ? null : after.minus(before), own,
                crowd.takeCloses(), crowd.takeErrors()));
    }

    private void end() {
        publishers.forEach(Publisher::close);
        crowd.ended(this);
    }

    @Override
    public void answered(Publisher publisher) {
        load.answered(publisher.index());
    }

    @Override
    public void failed(String sentence) {
        end();
        result.completeExceptionally(new BenchFailure(sentence));
    }

    /// An event arrived at a connection.
    void delivered(int connection, int event, long dueNanos, long nowNanos) {
        if (!flights.remembers(event) || dueNanos < beginNanos) {
            tally.stray++;
            return;
        }
        switch (receptions[connection].arrived(flights.channel(event), flights.publisher(event),
                flights.sequence(event))) {
            case NEXT -> landed(event, dueNanos, nowNanos);
            case LATE -> {
                tally.outOfOrder++;
                landed(event, dueNanos, nowNanos);
            }
            case AGAIN -> tally.duplicated++;
            case ASTRAY -> tally.stray++;
        }
    }

    private void landed(int event, long dueNanos, long nowNanos) {
        if (flights.remaining(event) == 0) {
            tally.stray++; // Given up before; it counts as lost.
            return;
        }
        allDeliveries++;
        boolean last = flights.landed(event);
        if (dueNanos >= startNanos) {
            tally.delivered(dueNanos, nowNanos, last);
        }
        if (last) {
            load.landed(flights.publisher(event));
        }
    }

    /// A read brought deliveries; it counts if some of them do.
    void read() {
        if (tally.deliveries > deliveriesRead) {
            deliveriesRead = tally.deliveries;
            tally.reads++;
        }
    }

    /// A connection will receive nothing more.
    ///
    /// @param lost whether what is still under way to it is lost, or given up on purpose
    void left(int connection, boolean lost) {
        Reception reception = receptions[connection];
        int end = flights.next();
        for (int event = flights.oldest(); event != end; event++) {
            if (flights.remaining(event) > 0 && reception.lacks(flights.channel(event), flights.publisher(event),
                    flights.sequence(event))) {
                tally.lost += lost ? 1 : 0;
                if (flights.landed(event)) {
                    load.landed(flights.publisher(event));
                }
            }
        }
    }

    /// Tells how it goes, once a second.
    void tell(Progress progress, long nowNanos) {
        long since = switch (phase) {
            case CONNECTING, WARMING_UP -> beginNanos;
            case MEASURING -> startNanos;
            case DRAINING -> endNanos;
        };
        long until = switch (phase) {
            case CONNECTING, WARMING_UP -> startNanos;
            case MEASURING -> endNanos;
            case DRAINING -> endNanos + PATIENCE.toNanos();
        };
        long deliveries = allDeliveries;
        long requests = sender.requests();
        progress.tick(new Status(phase, Duration.ofNanos(nowNanos - since).toSeconds(),
                Duration.ofNanos(until - since).toSeconds(), deliveries - deliveriesTold, requests - requestsTold,
                tally.latencyNanos.getValueAtPercentile(P99) / NANOS_PER_MILLI, tally.lost));
        deliveriesTold = deliveries;
        requestsTold = requests;
    }
}
