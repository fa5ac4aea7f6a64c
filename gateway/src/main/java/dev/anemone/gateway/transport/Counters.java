package dev.anemone.gateway.transport;

import dev.anemone.gateway.protocol.CloseCode;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.LongAdder;

/// What the connections of a node have counted since the start. Thread-safe.
public final class Counters {
    private final LongAdder upgraded = new LongAdder();
    private final RecentMax delays = new RecentMax(System.nanoTime());
    private final LongAdder established = new LongAdder();
    private final LongAdder received = new LongAdder();
    private final LongAdder waitingBytes = new LongAdder();
    private final Map<CloseCode, LongAdder> closed = new EnumMap<>(CloseCode.class);

    /// All zero.
    public Counters() {
        for (CloseCode code : CloseCode.values()) {
            closed.put(code, new LongAdder());
        }
    }

    /// Notes that a connection has become a WebSocket.
    public void upgradedOne() {
        upgraded.increment();
    }

    /// Notes that a WebSocket is no more.
    public void hungUpOne() {
        upgraded.decrement();
    }

    /// Notes by how much an I/O thread came late to its timers: for so long at least it did not look at its sockets.
    public void delayed(long nanos) {
        delays.note(System.nanoTime(), nanos);
    }

    /// Notes that a session was opened.
    public void establishedOne() {
        established.increment();
    }

    /// Notes that a client sent a message.
    public void receivedOne() {
        received.increment();
    }

    /// Notes that a connection waits for its socket with `bytes` more, or fewer, than it last said.
    public void waiting(int bytes) {
        waitingBytes.add(bytes);
    }

    /// Notes that we closed a connection.
    public void closedWith(CloseCode code) {
        Objects.requireNonNull(closed.get(code)).increment();
    }

    /// WebSockets at this moment. A session may be over before its connection is: a client that was sent away still has to
    /// answer.
    public long upgraded() {
        return upgraded.sum();
    }

    /// The longest delay of an I/O thread in the last minute or two, in nanoseconds.
    public long longestDelayNanos() {
        return delays.most(System.nanoTime());
    }

    /// Sessions opened.
    public long established() {
        return established.sum();
    }

    /// Messages of clients.
    public long received() {
        return received.sum();
    }

    /// Bytes that sockets have not taken yet, at this moment.
    public long waitingBytes() {
        return waitingBytes.sum();
    }

    /// Connections that we closed, by code. A copy.
    public Map<CloseCode, Long> closed() {
        var copy = new EnumMap<CloseCode, Long>(CloseCode.class);
        closed.forEach((code, count) -> copy.put(code, count.sum()));
        return copy;
    }
}
