package dev.anemone.gateway.session;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

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

    /// Takes a place for one connection of `app`, if both counts have room. Nobody else is refused for a place that was
    /// not taken in the end.
    public Entry enter(App app) {
        var entry = new AtomicReference<Entry>();
        openByApp.compute(app.id(), (id, count) -> {
            int before = count == null ? 0 : count;
            entry.set(enter(id, before >= app.maxConnections()));
            return entry.get() instanceof Entry.In ? Integer.valueOf(before + 1) : count;
        });
        return Objects.requireNonNull(entry.get());
    }

    private Entry enter(AppId app, boolean appFull) {
        if (appFull && open.get() < capacity) {
            return new Entry.AppFull();
        }
        boolean taken = !appFull && open.getAndUpdate(count -> Math.min(count + 1, capacity)) < capacity;
        return taken ? new Entry.In(new Place(app)) : new Entry.NodeFull();
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
