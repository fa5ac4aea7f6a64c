package dev.anemone.bench.swarm;

import dev.anemone.bench.io.Loop;
import dev.anemone.bench.measure.Churned;
import dev.anemone.bench.measure.Connected;
import dev.anemone.bench.measure.Cpu;
import dev.anemone.bench.measure.Progress;
import dev.anemone.bench.measure.Result;
import dev.anemone.bench.plan.ChurnPlan;
import dev.anemone.bench.plan.LoadPlan;
import dev.anemone.bench.plan.SwarmPlan;
import java.util.Arrays;
import java.util.BitSet;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The connections of a swarm and what runs over them. Confined to the loop's thread.
final class Crowd implements Connection.Owner, Loop.Clocked {
    private static final long SECOND = 1_000_000_000;

    private final Wire wire;
    private final SwarmPlan plan;
    private final Progress progress;
    private final Opening opening;
    private final @Nullable Connection[] connections;
    private final int[] subscribers;
    /// The connections that count: they are there, and read.
    private final BitSet counted = new BitSet();
    private SortedMap<Integer, Long> closes = new TreeMap<>();
    private SortedMap<Integer, Long> errors = new TreeMap<>();
    private @Nullable Measurement measurement;
    private @Nullable Churn churn;
    private long tickNanos;

    Crowd(Wire wire, SwarmPlan plan, Progress progress) {
        this.wire = wire;
        this.plan = plan;
        this.progress = progress;
        connections = new Connection[plan.connections()];
        subscribers = new int[plan.channels()];
        Arrays.fill(subscribers, plan.subscribers());
        opening = new Opening(this, wire, plan);
        tickNanos = System.nanoTime() + SECOND;
    }

    CompletableFuture<Connected> opened() {
        return opening.done();
    }

    @Override
    public long turn(long nowNanos) {
        long due = Math.min(tickNanos, opening.turn(nowNanos));
        Measurement running = measurement;
        if (running != null) {
            due = Math.min(due, running.turn(nowNanos));
        }
        if (churn != null) {
            due = Math.min(due, churn.turn(nowNanos));
        }
        if (nowNanos >= tickNanos) {
            tickNanos = Math.max(tickNanos + SECOND, nowNanos);
            if (measurement != null) {
                measurement.tell(progress, nowNanos);
            } else {
                opening.tell(progress);
            }
        }
        return due;
    }

    void add(int number, Connection connection) {
        connections[number] = connection;
    }

    /// Begins a load. One at a time.
    CompletableFuture<Result> begin(LoadPlan load) {
        if (measurement != null) {
            throw new BenchFailure("Another load runs already.");
        }
        if (plan.channels() == 0 || plan.idle()) {
            throw new BenchFailure("There is no channel to publish on.");
        }
        takeErrors();
        tickNanos = System.nanoTime() + SECOND;
        var begun = new Measurement(this, wire, load, System.nanoTime());
        measurement = begun;
        return begun.result();
    }

    /// Everything under way fails.
    void fail(BenchFailure failure) {
        opening.done().completeExceptionally(failure);
        if (measurement != null) {
            measurement.result().completeExceptionally(failure);
        }
    }

    void ended(Measurement finished) {
        if (measurement == finished) {
            measurement = null;
        }
    }

    Reception[] receptions(int publishers) {
        var receptions = new Reception[connections.length];
        for (int i = 0; i < receptions.length; i++) {
            receptions[i] = new Reception(plan.channelsOf(i), publishers);
        }
        return receptions;
    }

    /// How many subscribers of each channel count. Changes under the reader's hands.
    int[] subscribers() {
        return subscribers;
    }

    /// Closes connections without a word.
    int drop(int count) {
        return each(count, Connection::drop, true);
    }

    /// Lets connections read no more. They count no longer, neither as received nor as lost.
    int stall(int count) {
        return each(count, Connection::stall, false);
    }

    private int each(int count, Consumer<Connection> action, boolean gone) {
        int done = 0;
        for (int i = counted.nextSetBit(0); i >= 0 && done < count; i = counted.nextSetBit(i + 1)) {
            Connection connection = connections[i];
            if (connection != null) {
                action.accept(connection);
                discount(i, false);
                done++;
                if (gone) {
                    connections[i] = null;
                }
            }
        }
        return done;
    }

    private void discount(int number, boolean lost) {
        if (!counted.get(number)) {
            return;
        }
        counted.clear(number);
        for (int channel : plan.channelsOf(number)) {
            subscribers[channel]--;
        }
        if (measurement != null) {
            measurement.left(number, lost);
        }
    }

    int count() {
        return counted.cardinality();
    }

    void churn(ChurnPlan churnPlan) {
        if (churn != null) {
            throw new BenchFailure("There is churn already.");
        }
        churn = new Churn(wire, churnPlan, System.nanoTime());
    }

    Churned endChurn() {
        Churn running = churn;
        churn = null;
        return running == null ? new Churned(0, 0, 0, 0) : running.end();
    }

    /// What the server has used until now; `null` if that is not known.
    @Nullable
    Cpu serverCpu() {
        return wire.serverCpu();
    }

    SortedMap<Integer, Long> takeCloses() {
        SortedMap<Integer, Long> taken = closes;
        closes = new TreeMap<>();
        return taken;
    }

    SortedMap<Integer, Long> takeErrors() {
        SortedMap<Integer, Long> taken = errors;
        errors = new TreeMap<>();
        return taken;
    }

    /// Everybody says goodbye.
    void leave() {
        endChurn();
        for (Connection connection : connections) {
            if (connection != null) {
                connection.leave();
            }
        }
        wire.close();
    }

    @Override
    public void ready(Connection connection) {
        counted.set(connection.number());
        opening.ready(connection);
    }

    @Override
    public void delivered(Connection connection, int event, long dueNanos) {
        if (measurement != null && counted.get(connection.number())) {
            measurement.delivered(connection.number(), event, dueNanos, wire.readNanos);
        }
    }

    @Override
    public void read() {
        if (measurement != null) {
            measurement.read();
        }
    }

    @Override
    public void refused(Connection connection, int code, String sentence) {
        errors.merge(code, 1L, Long::sum);
        opening.refused(code, sentence);
    }

    @Override
    public void ended(Connection connection, int code, String sentence) {
        connections[connection.number()] = null;
        closes.merge(code, 1L, Long::sum);
        opening.ended(code, sentence);
        discount(connection.number(), true);
    }
}
