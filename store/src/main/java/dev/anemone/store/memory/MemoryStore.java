package dev.anemone.store.memory;

import dev.anemone.model.App;
import dev.anemone.store.AppRegistry;
import dev.anemone.store.Broker;
import dev.anemone.store.CacheChannels;
import dev.anemone.store.Occupancy;
import dev.anemone.store.Presence;
import dev.anemone.store.Store;
import dev.anemone.store.Users;
import java.time.InstantSource;
import java.util.List;

/// The embedded store: one node over the memory of this process. Every stage is complete when it is returned, and every
/// message that a call causes is delivered by the time it returns, unless another thread is delivering at that moment
/// and takes it along.
///
/// Thread-safe. Holds nothing for channels without subscriptions, members and cached events.
public final class MemoryStore implements Store {
    private final Memory memory;
    private final MemoryBroker broker;
    private final MemoryOccupancy occupancy;
    private final MemoryUsers users;

    private MemoryStore(Memory memory) {
        this.memory = memory;
        this.broker = new MemoryBroker(memory.feed, memory.cacheChannels);
        this.occupancy = new MemoryOccupancy(memory.counts, memory.feed, memory.apps);
        this.users = new MemoryUsers(memory.users);
    }

    /// A node over fresh memory.
    ///
    /// @throws IllegalArgumentException if two apps share an id or a key
    public static MemoryStore create(List<App> apps) {
        return create(apps, InstantSource.system());
    }

    /// A node over fresh memory whose cached events expire by `clock`.
    ///
    /// @throws IllegalArgumentException if two apps share an id or a key
    public static MemoryStore create(List<App> apps, InstantSource clock) {
        return new MemoryStore(new Memory(apps, clock));
    }

    /// Another node over the same memory, as if it were another process.
    public MemoryStore anotherNode() {
        return new MemoryStore(memory);
    }

    @Override
    public Broker broker() {
        return broker;
    }

    @Override
    public Presence presence() {
        return memory.presence;
    }

    @Override
    public Occupancy occupancy() {
        return occupancy;
    }

    @Override
    public CacheChannels cacheChannels() {
        return memory.cacheChannels;
    }

    @Override
    public Users users() {
        return users;
    }

    @Override
    public AppRegistry apps() {
        return memory.apps;
    }

    /// Always empty: memory does not fail.
    @Override
    public List<String> problems() {
        return List.of();
    }

    /// Always empty: the nodes over one memory share everything.
    @Override
    public List<String> notShared() {
        return List.of();
    }

    /// Ends delivery to this node and takes its subscription counts back. Members it joined stay until they leave.
    @Override
    public void close() {
        broker.close();
        occupancy.close();
        users.close();
    }

    /// What all nodes share.
    private static final class Memory {
        private final Feed feed = new Feed();
        private final MemoryPresence presence = new MemoryPresence(feed);
        private final SubscriptionCounts counts = new SubscriptionCounts();
        private final UserTable users = new UserTable();
        private final MemoryCacheChannels cacheChannels;
        private final MemoryAppRegistry apps;

        Memory(List<App> apps, InstantSource clock) {
            this.cacheChannels = new MemoryCacheChannels(feed, clock);
            this.apps = new MemoryAppRegistry(apps);
        }
    }
}
