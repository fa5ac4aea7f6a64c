package dev.anemone.bench.swarm;

import dev.anemone.bench.measure.Connected;
import dev.anemone.bench.measure.Cpu;
import dev.anemone.bench.measure.OwnCpu;
import dev.anemone.bench.measure.Progress;
import dev.anemone.bench.measure.Progress.Phase;
import dev.anemone.bench.measure.Progress.Status;
import dev.anemone.bench.plan.SwarmPlan;
import dev.anemone.bench.wire.ClientMessages;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/// Opens all connections of a swarm, so many at a time. The first that is refused ends it. Confined to the loop's thread.
final class Opening {
    private static final int AT_A_TIME = 256;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final double NANOS = 1e9;

    private final Crowd crowd;
    private final Wire wire;
    private final SwarmPlan plan;
    private final CompletableFuture<Connected> done = new CompletableFuture<>();
    private final Histogram latencyNanos = Tally.histogram();
    private final long[] begunNanos;
    private long startNanos;
    private long progressNanos;
    private @Nullable Cpu serverBefore;
    private @Nullable OwnCpu ownBefore;
    private int begun;
    private int ready;
    private int deflated;
    private long subscriptions;

    Opening(Crowd crowd, Wire wire, SwarmPlan plan) {
        this.crowd = crowd;
        this.wire = wire;
        this.plan = plan;
        begunNanos = new long[plan.connections()];
    }

    CompletableFuture<Connected> done() {
        return done;
    }

    /// Begins as many as may be. Returns when patience ends.
    long turn(long nowNanos) {
        if (done.isDone()) {
            return Long.MAX_VALUE;
        }
        if (ownBefore == null) {
            startNanos = nowNanos;
            progressNanos = nowNanos;
            serverBefore = crowd.serverCpu();
            ownBefore = OwnCpu.read(wire.loop.threadId());
        }
        while (begun < plan.connections() && begun - ready < AT_A_TIME && !done.isDone()) {
            begin(begun++);
        }
        if (nowNanos - progressNanos > PATIENCE.toNanos()) {
            fail("For " + PATIENCE.toSeconds() + " seconds none of the connections under way got any further.");
        }
        return progressNanos + PATIENCE.toNanos();
    }

    private void begin(int number) {
        int[] channels = plan.channelsOf(number);
        subscriptions += channels.length;
        String subscribe = Arrays.stream(channels)
                .mapToObj(channel -> ClientMessages.subscribe(plan.nameOf(channel)))
                .collect(Collectors.joining("\n"));
        begunNanos[number] = System.nanoTime();
        try {
            crowd.add(number, new Connection(wire, crowd, number, plan.deflate(), channels.length, _ -> subscribe));
        } catch (IOException failure) {
            fail(Wire.sentence(failure));
        }
    }

    void ready(Connection connection) {
        long now = System.nanoTime();
        progressNanos = now;
        ready++;
        deflated += connection.deflated() ? 1 : 0;
        Tally.record(latencyNanos, now - begunNanos[connection.number()]);
        OwnCpu own = ownBefore;
        if (ready == plan.connections() && own != null) {
            Cpu before = serverBefore;
            Cpu after = crowd.serverCpu();
            done.complete(new Connected(ready, subscriptions, deflated, (now - startNanos) / NANOS, latencyNanos,
                    before == null || after == null ? null : after.minus(before),
                    OwnCpu.read(wire.loop.threadId()).minus(own).processNanos() / NANOS));
        }
    }

    void refused(int code, String sentence) {
        fail("the server said " + (code == 0 ? "" : code + ": ") + sentence);
    }

    void ended(int code, String sentence) {
        fail(sentence.isEmpty() ? "the server closed a connection with " + code : sentence);
    }

    /// Fails, if it is not done yet.
    private void fail(String sentence) {
        done.completeExceptionally(new BenchFailure("Cannot connect to " + wire.target.url() + " (" + ready + " of "
                + plan.connections() + " connections are in): " + sentence));
    }

    void tell(Progress progress) {
        if (!done.isDone()) {
            progress.tick(new Status(Phase.CONNECTING, ready, plan.connections(), 0, 0, 0, 0));
        }
    }
}
