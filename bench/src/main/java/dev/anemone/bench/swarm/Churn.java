package dev.anemone.bench.swarm;

import dev.anemone.bench.measure.Churned;
import dev.anemone.bench.plan.ChurnPlan;
import dev.anemone.bench.wire.ClientMessages;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Set;

/// Clients that come and go. Confined to the loop's thread.
final class Churn implements Connection.Owner {
    private static final int MAX_ON_THEIR_WAY = 1_000;
    private static final double NANOS = 1e9;

    private final Wire wire;
    private final ChurnPlan plan;
    private final long startNanos;
    private final Set<Connection> onTheirWay = new HashSet<>();
    private final ArrayDeque<Guest> guests = new ArrayDeque<>();
    private final Set<Connection> inside = new HashSet<>();
    private long due;
    private long came;
    private long left;
    private long failed;
    private long skipped;

    /// A client that is in.
    private record Guest(Connection connection, long leavesNanos) {}

    Churn(Wire wire, ChurnPlan plan, long nowNanos) {
        this.wire = wire;
        this.plan = plan;
        this.startNanos = nowNanos;
    }

    /// Lets in and out who is due. Returns when the next is.
    long turn(long nowNanos) {
        for (long next = nextNanos(); next <= nowNanos; next = nextNanos()) {
            long client = due++;
            if (onTheirWay.size() < MAX_ON_THEIR_WAY) {
                come(client);
            } else {
                skipped++;
            }
        }
        while (!guests.isEmpty() && guests.getFirst().leavesNanos() <= nowNanos) {
            leave(guests.removeFirst().connection());
        }
        return guests.isEmpty() ? nextNanos() : Math.min(nextNanos(), guests.getFirst().leavesNanos());
    }

    private long nextNanos() {
        return startNanos + (long) (due * (NANOS / plan.perSecond()));
    }

    private void come(long client) {
        String channel = plan.channel(client);
        try {
            onTheirWay.add(new Connection(wire, this, (int) client, false, 1, socketId -> plan.presence()
                    ? ClientMessages.join(channel, "bench-" + client, socketId, wire.target.key(), wire.hmac)
                    : ClientMessages.subscribe(channel)));
        } catch (IOException _) {
            failed++; // Counted, and said at the end; the others go on.
        }
    }

    private void leave(Connection connection) {
        if (inside.remove(connection)) {
            connection.leave();
            left++;
        }
    }

    /// Lets all out; returns what became of everybody.
    Churned end() {
        onTheirWay.forEach(Connection::drop);
        while (!guests.isEmpty()) {
            leave(guests.removeFirst().connection());
        }
        return new Churned(came, left, failed, skipped);
    }

    @Override
    public void ready(Connection connection) {
        onTheirWay.remove(connection);
        inside.add(connection);
        came++;
        guests.add(new Guest(connection, System.nanoTime() + plan.stay().toNanos()));
    }

    @Override
    public void ended(Connection connection, int code, String sentence) {
        onTheirWay.remove(connection);
        inside.remove(connection);
        failed++;
    }

    @Override
    public void refused(Connection connection, int code, String sentence) {
        connection.drop();
        ended(connection, code, sentence);
    }

    @Override
    public void delivered(Connection connection, int event, long timeNanos) {
        throw new IllegalStateException("Nothing is published on the channels of churn");
    }

    @Override
    public void read() {
        throw new IllegalStateException("Nothing is published on the channels of churn");
    }
}
