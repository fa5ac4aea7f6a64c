package dev.anemone.gateway.session;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.store.ConnectionCounts;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/// Counts open connections: this node's against its capacity, exactly, and those of each app over all nodes against its
/// maximum, exactly as far as this node goes and as the store knows those of the others. Thread-safe.
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
    private final ConnectionCounts counts;
    private final AtomicInteger open = new AtomicInteger();
    private final Map<AppId, Integer> openByApp = new ConcurrentHashMap<>();

    /// @param capacity connections of this node, all apps together
    /// @param counts hears of this node's, and knows those of the others
    public ConnectionQuota(int capacity, ConnectionCounts counts) {
        this.capacity = capacity;
        this.counts = counts;
    }

    /// Takes a place for one connection of `app`, if both counts have room. Nobody else is refused for a place that was
    /// not taken in the end. Where connections must be authorized, one does not count towards the app's maximum before it
    /// is (Pusher docs, "Authorized connections").
    public Entry enter(App app) {
        if (app.authorizedConnections()) {
            return takeOpen() ? new Entry.In(new Place(app.id(), false)) : new Entry.NodeFull();
        }
        var entry = new AtomicReference<Entry>();
        openByApp.compute(app.id(), (_, count) -> {
            int before = count == null ? 0 : count;
            entry.set(enter(app, full(app, before)));
            return entry.get() instanceof Entry.In ? Integer.valueOf(reported(app.id(), before + 1)) : count;
        });
        return Objects.requireNonNull(entry.get());
    }

    private Entry enter(App app, boolean appFull) {
        if (appFull && open.get() < capacity) {
            return new Entry.AppFull();
        }
        return !appFull && takeOpen() ? new Entry.In(new Place(app.id(), true)) : new Entry.NodeFull();
    }

    private boolean full(App app, int here) {
        return here >= app.maxConnections() - counts.elsewhere(app.id());
    }

    /// Within the turn of the app, so that the store hears of its changes in their order.
    private int reported(AppId app, int connections) {
        counts.report(app, connections);
        return connections;
    }

    private boolean takeOpen() {
        return open.getAndUpdate(count -> Math.min(count + 1, capacity)) < capacity;
    }

    /// Open connections of this node at this moment.
    public int open() {
        return open.get();
    }

    /// Open connections of each app that has any at this node. A copy.
    public Map<AppId, Integer> openByApp() {
        return Map.copyOf(openByApp);
    }

    /// One connection's place in the counts.
    public final class Place {
        private final AppId app;
        private boolean counted;
        private boolean left;

        private Place(AppId app, boolean counted) {
            this.app = app;
            this.counted = counted;
        }

        /// Counts towards the app's maximum from now on, if it does not yet. Confined to the connection's thread.
        ///
        /// @param app as it is at this moment
        /// @return `false` if the app is at its maximum
        public boolean count(App app) {
            if (!counted) {
                var fits = new AtomicBoolean();
                openByApp.compute(app.id(), (_, count) -> {
                    int before = count == null ? 0 : count;
                    fits.set(!full(app, before));
                    return fits.get() ? Integer.valueOf(reported(this.app, before + 1)) : count;
                });
                counted = fits.get();
            }
            return counted;
        }

        /// Gives it back. Calls after the first do nothing. Confined to the connection's thread.
        public void leave() {
            if (!left) {
                left = true;
                open.decrementAndGet();
                if (counted) {
                    openByApp.computeIfPresent(app, (_, count) -> reported(app, count - 1) == 0 ? null : count - 1);
                }
            }
        }
    }
}
