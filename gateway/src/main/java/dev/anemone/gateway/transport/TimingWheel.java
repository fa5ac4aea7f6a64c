package dev.anemone.gateway.transport;

import dev.anemone.gateway.hub.EventLoop.Timer;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/// Many timers for the price of one: deadlines are kept in slots of one tick each, and a turn of the wheel looks at the
/// slots that have passed. Adding and cancelling take constant time, whatever the number of timers. Confined to its loop.
final class TimingWheel {
    private static final Logger LOG = System.getLogger(TimingWheel.class.getName());

    /// How late a timer may be, if the wheel is turned as often.
    static final long TICK_NANOS = 50_000_000L;
    private static final int SLOTS = 1_024; // A power of two; later deadlines stay in their slot for another round.

    private static final class Entry implements Timer {
        static final long REMOVED = Long.MIN_VALUE;

        final TimingWheel wheel;
        final Runnable task;
        /// [#REMOVED] once it has run or was cancelled.
        long deadlineTick;
        @Nullable Entry previous;
        @Nullable Entry next;

        Entry(TimingWheel wheel, Runnable task, long deadlineTick) {
            this.wheel = wheel;
            this.task = task;
            this.deadlineTick = deadlineTick;
        }

        @Override
        public void cancel() {
            if (waiting()) {
                wheel.remove(this);
            }
        }

        boolean waiting() {
            return deadlineTick != REMOVED;
        }
    }

    private final @Nullable Entry[] slots = new @Nullable Entry[SLOTS];
    private final long startNanos;
    private long lastTick;
    private int size;

    TimingWheel(long nowNanos) {
        this.startNanos = nowNanos;
    }

    /// Adds a timer that is due `delayNanos` after `nowNanos`, and runs in the first [#advance] after that.
    Timer add(long nowNanos, long delayNanos, Runnable task) {
        if (size == 0) {
            lastTick = tick(nowNanos); // Nobody turned the wheel while it was empty.
        }
        long deadline = Math.max(tick(nowNanos + Math.max(0, delayNanos) + TICK_NANOS - 1), lastTick + 1);
        var entry = new Entry(this, task, deadline);
        int slot = slot(deadline);
        Entry first = slots[slot];
        entry.next = first;
        if (first != null) {
            first.previous = entry;
        }
        slots[slot] = entry;
        size++;
        return entry;
    }

    /// Runs what has become due since the last call.
    void advance(long nowNanos) {
        long now = tick(nowNanos);
        long from = Math.max(lastTick + 1, now - SLOTS + 1); // One look at each slot is enough, however late we are.
        lastTick = now;
        for (long tick = from; tick <= now; tick++) {
            Entry entry = slots[slot(tick)];
            while (entry != null) {
                Entry next = entry.next;
                if (entry.waiting() && entry.deadlineTick <= now) {
                    remove(entry);
                    run(entry.task);
                    if (next != null && !next.waiting()) {
                        next = slots[slot(tick)]; // The task cancelled its neighbour; begin the slot again.
                    }
                }
                entry = next;
            }
        }
    }

    private static void run(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException | Error e) { // A bug of one connection; the others' timers must run.
            LOG.log(Level.ERROR, "A timer failed", e);
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    private void remove(Entry entry) {
        Entry previous = entry.previous;
        Entry next = entry.next;
        if (previous == null) {
            slots[slot(entry.deadlineTick)] = next;
        } else {
            previous.next = next;
        }
        if (next != null) {
            next.previous = previous;
        }
        entry.previous = null;
        entry.next = null;
        entry.deadlineTick = Entry.REMOVED;
        size--;
    }

    private long tick(long nanos) {
        return Math.floorDiv(nanos - startNanos, TICK_NANOS);
    }

    private static int slot(long tick) {
        return (int) (tick & (SLOTS - 1));
    }
}
