package dev.anemone.store.memory;

import dev.anemone.model.SocketId;
import dev.anemone.model.UserKey;
import dev.anemone.store.Users.Status;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Who is signed in on all nodes, and which nodes watch whom. Thread-safe. Holds nothing for users who are neither signed
/// in nor watched.
final class UserTable {
    private static final class Entry {
        final Set<SocketId> connections = new HashSet<>(2);
        /// How often each node watches the user.
        final Map<MemoryUsers, Integer> watchers = new HashMap<>(2);
        long version;

        Entry(long version) {
            this.version = version;
        }

        Status status() {
            return new Status(!connections.isEmpty(), version);
        }

        boolean unused() {
            return connections.isEmpty() && watchers.isEmpty();
        }
    }

    private final Map<UserKey, Entry> entries = new HashMap<>();
    private final Set<MemoryUsers> nodes = new HashSet<>();
    /// The greatest version of an entry that was forgotten. A user goes on from here, so that versions never repeat.
    private long forgottenVersion;

    /// What a change means for others: these nodes hear of this status. Nobody hears if the status is the same.
    record Change(Status status, List<MemoryUsers> watchers) {}

    synchronized void attach(MemoryUsers node) {
        nodes.add(node);
    }

    /// Forgets a node, and whom it watches.
    synchronized void detach(MemoryUsers node) {
        nodes.remove(node);
        entries.values().removeIf(entry -> {
            entry.watchers.remove(node);
            if (entry.unused()) {
                forgottenVersion = Math.max(forgottenVersion, entry.version);
            }
            return entry.unused();
        });
    }

    /// The nodes that listen. A copy.
    synchronized List<MemoryUsers> nodes() {
        return List.copyOf(nodes);
    }

    synchronized Change signIn(UserKey user, SocketId socket) {
        Entry entry = entry(user);
        boolean came = entry.connections.isEmpty();
        entry.connections.add(socket);
        return change(entry, came);
    }

    synchronized Change signOut(UserKey user, SocketId socket) {
        Entry entry = entry(user);
        boolean left = entry.connections.remove(socket) && entry.connections.isEmpty();
        Change change = change(entry, left);
        forgetUnused(user, entry);
        return change;
    }

    synchronized Status watch(UserKey user, MemoryUsers node) {
        Entry entry = entry(user);
        entry.watchers.merge(node, 1, Integer::sum);
        return entry.status();
    }

    synchronized void unwatch(UserKey user, MemoryUsers node) {
        Entry entry = entry(user);
        entry.watchers.computeIfPresent(node, (_, times) -> times == 1 ? null : times - 1);
        forgetUnused(user, entry);
    }

    private Entry entry(UserKey user) {
        return entries.computeIfAbsent(user, _ -> new Entry(forgottenVersion));
    }

    private static Change change(Entry entry, boolean changed) {
        if (!changed) {
            return new Change(entry.status(), List.of());
        }
        entry.version++;
        return new Change(entry.status(), List.copyOf(entry.watchers.keySet()));
    }

    private void forgetUnused(UserKey user, Entry entry) {
        if (entry.unused()) {
            entries.remove(user);
            forgottenVersion = Math.max(forgottenVersion, entry.version);
        }
    }
}
