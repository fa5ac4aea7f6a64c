package dev.anemone.gateway.transport;

/// The largest of the numbers noted in the last minute or two: long enough for whoever looks once a minute, short enough to be
/// about now. Thread-safe.
final class RecentMax {
    static final long WINDOW_NANOS = 60_000_000_000L;

    private long windowStart;
    private long inThisWindow;
    private long inTheLast;

    /// @param nowNanos monotonic time, as all later calls have it
    RecentMax(long nowNanos) {
        this.windowStart = nowNanos;
    }

    synchronized void note(long nowNanos, long number) {
        turn(nowNanos);
        inThisWindow = Math.max(inThisWindow, number);
    }

    /// 0 if nothing was noted.
    synchronized long most(long nowNanos) {
        turn(nowNanos);
        return Math.max(inThisWindow, inTheLast);
    }

    private void turn(long nowNanos) {
        long windows = (nowNanos - windowStart) / WINDOW_NANOS;
        if (windows > 0) {
            inTheLast = windows == 1 ? inThisWindow : 0;
            inThisWindow = 0;
            windowStart += windows * WINDOW_NANOS;
        }
    }
}
