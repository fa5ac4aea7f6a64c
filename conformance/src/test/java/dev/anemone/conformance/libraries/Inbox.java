package dev.anemone.conformance.libraries;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// What a library reported, in its order. A test takes one report at a time, and waits for reports, never for time to
/// pass. Thread-safe.
final class Inbox<T> {
    private static final int DEADLINE_SECONDS = 30;

    private final String name;
    private final BlockingQueue<T> unread = new LinkedBlockingQueue<>();

    Inbox(String name) {
        this.name = name;
    }

    void put(T report) {
        unread.add(report);
    }

    /// Takes the oldest report, waiting for one if there is none.
    T next() {
        try {
            T report = unread.poll(DEADLINE_SECONDS, TimeUnit.SECONDS);
            if (report == null) {
                throw new AssertionError("Waited " + DEADLINE_SECONDS + " s for something more from " + name);
            }
            return report;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while waiting for " + name, e);
        }
    }

    /// Takes all reports up to `last`, and returns those before it.
    List<T> until(T last) {
        List<T> before = new ArrayList<>();
        for (T report = next(); !report.equals(last); report = next()) {
            before.add(report);
        }
        return before;
    }
}
