package dev.anemone.store.memory;

import dev.anemone.model.AppId;
import dev.anemone.store.ConnectionCounts;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// One node's connections, added to those of all nodes, who see them at once. Thread-safe.
final class MemoryConnectionCounts implements ConnectionCounts {
    private final Map<AppId, Integer> totals;
    private final Map<AppId, Integer> reported = new ConcurrentHashMap<>();

    /// @param totals of all nodes, who share it
    MemoryConnectionCounts(Map<AppId, Integer> totals) {
        this.totals = totals;
    }

    @Override
    public void report(AppId app, int connections) {
        if (connections < 0) {
            throw new IllegalArgumentException(app + ": expected 0 connections or more, got " + connections);
        }
        Integer before = connections == 0 ? reported.remove(app) : reported.put(app, connections);
        int change = connections - (before == null ? 0 : before);
        totals.merge(app, change, (total, added) -> total + added == 0 ? null : total + added);
    }

    @Override
    public int elsewhere(AppId app) {
        return Math.max(0, totals.getOrDefault(app, 0) - reported.getOrDefault(app, 0)); // Read one after the other.
    }

    void close() {
        reported.keySet().forEach(app -> report(app, 0));
    }
}
