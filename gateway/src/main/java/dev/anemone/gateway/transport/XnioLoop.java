package dev.anemone.gateway.transport;

import dev.anemone.gateway.hub.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.xnio.XnioIoThread;

/// An XNIO I/O thread as an event loop. Its one XNIO timer turns the wheel while there is something on it.
final class XnioLoop implements EventLoop {
    private final XnioIoThread thread;
    private final LongConsumer delayed;
    private final TimingWheel wheel = new TimingWheel(System.nanoTime());
    private boolean ticking;
    private long nextTickNanos;

    /// @param delayed told how late each tick is, in nanoseconds
    XnioLoop(XnioIoThread thread, LongConsumer delayed) {
        this.thread = thread;
        this.delayed = delayed;
    }

    /// Tasks run after the selected keys of the turn; submitted from the thread itself they cost no wake-up.
    @Override
    public void execute(Runnable task) {
        thread.execute(task);
    }

    /// XNIO comes to its timers and its selector only when no task is left. A tick that is overdue by half says that others
    /// wait, too.
    @Override
    public boolean late() {
        return ticking && nanoTime() - nextTickNanos > TimingWheel.TICK_NANOS / 2;
    }

    @Override
    public void executeNextTurn(Runnable task) {
        thread.executeAfter(task, 1, TimeUnit.MILLISECONDS);
    }

    @Override
    public Timer schedule(Duration delay, Runnable task) {
        Timer timer = wheel.add(nanoTime(), delay.toNanos(), task);
        if (!ticking) {
            ticking = true;
            tickLater();
        }
        return timer;
    }

    private void tickLater() {
        nextTickNanos = nanoTime() + TimingWheel.TICK_NANOS;
        thread.executeAfter(this::tick, TimingWheel.TICK_NANOS, TimeUnit.NANOSECONDS);
    }

    private void tick() {
        delayed.accept(nanoTime() - nextTickNanos);
        try {
            wheel.advance(nanoTime());
        } finally {
            ticking = !wheel.isEmpty();
            if (ticking) {
                tickLater();
            }
        }
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public boolean inLoop() {
        return thread.equals(Thread.currentThread());
    }
}
