package dev.anemone.gateway.session;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// Counts this node's open connections against its capacity and each app's maximum, exactly. Thread-safe.
public final class ConnectionQuota {
    /// Whether there was room.
    public sealed interface Entry {
        /// There was.
        record In(Place place) implements Entry {}

        /// This node is at its capacity.
        record NodeFull() implements Entry {}

        /// The app is at its maximum.
        record AppFull() implements Entry {}
    }

    private final int capacity;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<AppId, Integer> openByApp = new ConcurrentHashMap<>();

    /// @param capacity connections of all apps together
    public ConnectionQuota(int capacity) {
        this.capacity = capacity;
    }

    /// Takes a place for one connection of `app`, if both counts have room.
    public Entry enter(App app) {
        if (open.incrementAndGet() > capacity) {
            open.decrementAndGet();
            return new Entry.NodeFull();
        }
        var admitted = new AtomicBoolean();
        openByApp.compute(app.id(), (_, count) -> {
            int before = count == null ? 0 : count;
            if (before >= app.maxConnections()) {
                return count;
            }
            admitted.set(true);
            return before + 1;
        });
        if (!admitted.get()) {
            open.decrementAndGet();
            return new Entry.AppFull();
        }
        return new Entry.In(new Place(app.id()));
    }

    /// Open connections at this moment.
    public int open() {
        return open.get();
    }

    /// Open connections of each app that has any. A copy.
    public Map<AppId, Integer> openByApp() {
        return Map.copyOf(openByApp);
    }

    /// One connection's place in the counts.
    public final class Place {
        private final AppId app;
        private boolean left;

        private Place(AppId app) {
            this.app = app;
        }

        /// Gives it back. Calls after the first do nothing. Confined to the connection's thread.
        public void leave() {
            if (!left) {
                left = true;
                open.decrementAndGet();
                openByApp.computeIfPresent(app, (_, count) -> count == 1 ? null : count - 1);
            }
        }
    }
}
