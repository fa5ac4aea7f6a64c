package dev.anemone.gateway.transport.http;

import dev.anemone.gateway.protocol.Frame;
import dev.anemone.gateway.transport.Counters;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;

/// The frames that a connection still has to send: some under way in a response, the others waiting for the next. What
/// was under way when a response broke waits again. Confined to the connection's loop; its bound is kept by its owner.
final class Backlog {
    private final Counters counters;
    private final ArrayDeque<Frame> waiting = new ArrayDeque<>();
    private List<Frame> underWay = List.of();
    private int bytes;

    Backlog(Counters counters) {
        this.counters = counters;
    }

    void add(Frame frame) {
        waiting.add(frame);
        count(frame.size());
    }

    /// Frames that have not been sent, under way or not, in bytes.
    int bytes() {
        return bytes;
    }

    /// Whether nothing waits; something may be under way.
    boolean noneWaiting() {
        return waiting.isEmpty();
    }

    /// Takes what waits, up to the frame that passes `maxBytes`; from now on that is under way. Only when nothing is.
    List<Frame> take(int maxBytes) {
        var taken = new ArrayList<Frame>();
        int takenBytes = 0;
        while (!waiting.isEmpty() && takenBytes < maxBytes) {
            Frame frame = waiting.remove();
            takenBytes += frame.size();
            taken.add(frame);
        }
        underWay = taken;
        return taken;
    }

    /// What was under way has left.
    void sent() {
        underWay.forEach(frame -> count(-frame.size()));
        underWay = List.of();
    }

    /// What was under way has not left, or not whole: it is the next to be taken.
    void notSent() {
        for (Frame frame : underWay.reversed()) {
            waiting.addFirst(frame);
        }
        underWay = List.of();
    }

    /// Forgets what waits.
    void dropWaiting() {
        waiting.forEach(frame -> count(-frame.size()));
        waiting.clear();
    }

    /// Forgets everything.
    void clear() {
        dropWaiting();
        sent();
    }

    private void count(int delta) {
        bytes += delta;
        counters.waiting(delta);
    }
}
