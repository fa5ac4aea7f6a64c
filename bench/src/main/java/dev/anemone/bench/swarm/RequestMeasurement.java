package dev.anemone.bench.swarm;

import dev.anemone.bench.measure.Answered;
import dev.anemone.bench.measure.Cpu;
import dev.anemone.bench.measure.OwnCpu;
import dev.anemone.bench.measure.Progress;
import dev.anemone.bench.measure.Progress.Phase;
import dev.anemone.bench.plan.AuthPlan;
import dev.anemone.bench.plan.BurstPlan;
import dev.anemone.bench.plan.LoadPlan;
import dev.anemone.bench.plan.RatePlan;
import dev.anemone.bench.wire.AuthPost;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// One loop of requests from its warm-up until its last answer. Confined to the loop's thread.
final class RequestMeasurement implements Publisher.Owner {
    private static final long SECOND = 1_000_000_000;
    private static final double NANOS = 1e9;
    private static final double NANOS_PER_MILLI = 1e6;
    private static final double P99 = 99;

    private final Wire wire;
    private final Progress progress;
    private final CompletableFuture<Answered> result;
    private final List<Publisher> requesters;
    private final AuthPost post;
    private final Load load;
    private final boolean open;
    private final long beginNanos;
    private final long startNanos;
    private final long endNanos;
    private final long[] dueNanos;
    private final Histogram latencyNanos = Tally.histogram();
    private Phase phase = Phase.WARMING_UP;
    private @Nullable Cpu serverBefore;
    private OwnCpu ownBefore;
    private long tickNanos;
    private long answers;
    private long answersTold;
    private long unsent;
    private boolean ended;

    RequestMeasurement(Wire wire, AuthPlan plan, LoadPlan loop, Progress progress, long nowNanos,
            CompletableFuture<Answered> result) {
        this.wire = wire;
        this.progress = progress;
        this.result = result;
        beginNanos = nowNanos;
        startNanos = nowNanos + loop.warmUp().toNanos();
        endNanos = startNanos + loop.duration().toNanos();
        tickNanos = nowNanos + SECOND;
        requesters = IntStream.range(0, loop.publishers())
                .mapToObj(i -> new Publisher(wire, this, i, "a request for a signature")).toList();
        dueNanos = new long[loop.publishers()];
        ownBefore = OwnCpu.read(wire.loop.threadId());
        post = new AuthPost(wire.target.authority(), plan.path(), plan.token(), plan.channel());
        switch (loop) {
            case BurstPlan closed -> {
                load = new BurstLoad(closed, this::send, System::nanoTime);
                open = false;
            }
            case RatePlan rate -> {
                load = new RateLoad(rate, this::send, nowNanos);
                open = true;
            }
        }
    }

    /// Nothing is to be waited for but the answer.
    private int send(int requester, int batch, long due, long nowNanos) {
        dueNanos[requester] = due;
        requesters.get(requester).send(post.next(), nowNanos);
        return 0;
    }

    /// Does what is due. Returns when something will be.
    long turn(long nowNanos) {
        if (ended) {
            return Long.MAX_VALUE;
        }
        if (phase == Phase.WARMING_UP && nowNanos >= startNanos) {
            phase = Phase.MEASURING;
            serverBefore = wire.serverCpu();
            ownBefore = OwnCpu.read(wire.loop.threadId());
        }
        if (phase == Phase.MEASURING && nowNanos >= endNanos) {
            phase = Phase.DRAINING;
            if (!open) {
                load.stop();
            }
        }
        tell(nowNanos);
        long due = load.turn(nowNanos);
        giveUp(nowNanos);
        if (!ended && phase == Phase.DRAINING && load.sent() && requesters.stream().noneMatch(Publisher::busy)) {
            finish(nowNanos);
        }
        return Math.min(due, tickNanos);
    }

    private void giveUp(long nowNanos) {
        long patience = Measurement.PATIENCE.toNanos();
        if (requesters.stream().anyMatch(each -> each.busy() && each.sentNanos() < nowNanos - patience)) {
            failed("The server did not answer a request for a signature within "
                    + Measurement.PATIENCE.toSeconds() + " seconds.");
        } else if (!load.sent() && nowNanos - endNanos > patience) {
            unsent = load.overdue(nowNanos);
            load.stop();
        }
    }

    @Override
    public void answered(Publisher requester) {
        long now = System.nanoTime();
        long due = dueNanos[requester.index()];
        answers++;
        if (open ? due >= startNanos && due < endNanos : now >= startNanos && now < endNanos) {
            Tally.record(latencyNanos, now - due);
        }
        load.answered(requester.index());
    }

    @Override
    public void failed(String sentence) {
        end();
        result.completeExceptionally(new BenchFailure(sentence));
    }

    private void finish(long nowNanos) {
        Cpu before = serverBefore;
        Cpu after = wire.serverCpu();
        OwnCpu own = OwnCpu.read(wire.loop.threadId()).minus(ownBefore);
        end();
        long nanos = nowNanos - startNanos;
        result.complete(new Answered(latencyNanos.getTotalCount(), (open ? nanos : endNanos - startNanos) / NANOS,
                latencyNanos, unsent, before == null || after == null ? null : after.minus(before),
                own.processNanos() / NANOS, (double) own.threadNanos() / nanos));
    }

    private void end() {
        ended = true;
        load.stop();
        requesters.forEach(Publisher::close);
    }

    private void tell(long nowNanos) {
        if (nowNanos < tickNanos) {
            return;
        }
        tickNanos = Math.max(tickNanos + SECOND, nowNanos);
        long since = switch (phase) {
            case CONNECTING, WARMING_UP -> beginNanos;
            case MEASURING -> startNanos;
            case DRAINING -> endNanos;
        };
        long until = switch (phase) {
            case CONNECTING, WARMING_UP -> startNanos;
            case MEASURING -> endNanos;
            case DRAINING -> endNanos + Measurement.PATIENCE.toNanos();
        };
        progress.asked(phase, Duration.ofNanos(nowNanos - since).toSeconds(), Duration.ofNanos(until - since)
                .toSeconds(), answers - answersTold, latencyNanos.getValueAtPercentile(P99) / NANOS_PER_MILLI);
        answersTold = answers;
    }
}
