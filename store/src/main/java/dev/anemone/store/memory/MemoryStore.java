package dev.anemone.store.memory;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.store.AppRegistry;
import dev.anemone.store.Broker;
import dev.anemone.store.CacheChannels;
import dev.anemone.store.ConnectionCounts;
import dev.anemone.store.History;
import dev.anemone.store.LifecycleLog;
import dev.anemone.store.Occupancy;
import dev.anemone.store.Presence;
import dev.anemone.store.Revocations;
import dev.anemone.store.Scheduler;
import dev.anemone.store.Store;
import dev.anemone.store.Users;
import dev.anemone.store.WebhookQueue;
import dev.anemone.store.WebhookRules;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;

/// The embedded store: one node over the memory of this process. Every stage is complete when it is returned, and every
/// message that a call causes is delivered by the time it returns, unless another thread is delivering at that moment
/// and takes it along.
///
/// What webhooks are to tell waits for its reader, who is called on a thread of the store's own; it starts when first needed.
///
/// Thread-safe. Holds nothing for channels without subscriptions, members, cached events and history.
public final class MemoryStore implements Store {
    private final Memory memory;
    private final MemoryBroker broker;
    private final MemoryOccupancy occupancy;
    private final MemoryConnectionCounts connections;
    private final MemoryUsers users;
    private final MemoryLifecycleLog lifecycleLog;
    private final AtomicBoolean closed = new AtomicBoolean();

    private MemoryStore(Memory memory) {
        this.memory = memory;
        this.broker = new MemoryBroker(memory.feed, memory.history);
        this.occupancy = new MemoryOccupancy(memory.counts, memory.feed, memory.apps::known, memory.lifecycle);
        this.connections = new MemoryConnectionCounts(memory.connections);
        this.users = new MemoryUsers(memory.users);
        this.lifecycleLog = new MemoryLifecycleLog(memory.lifecycle, memory.journal);
        memory.openNodes.incrementAndGet();
    }

    /// A node over fresh memory.
    ///
    /// @throws IllegalArgumentException if two apps share an id or a key
    public static MemoryStore create(List<App> apps) {
        return create(apps, WebhookRules.DEFAULTS);
    }

    /// A node over fresh memory, with rules of its own for webhooks.
    ///
    /// @throws IllegalArgumentException if two apps share an id or a key
    public static MemoryStore create(List<App> apps, WebhookRules rules) {
        return create(apps, rules, Scheduler.onThread("anemone-store"));
    }

    /// A node over fresh memory that lives by the time of `scheduler`. The last node that closes closes it.
    ///
    /// @throws IllegalArgumentException if two apps share an id or a key
    public static MemoryStore create(List<App> apps, WebhookRules rules, Scheduler scheduler) {
        return new MemoryStore(new Memory(new MemoryAppRegistry(apps), rules, scheduler));
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
    public History history() {
        return memory.history;
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
    public ConnectionCounts connections() {
        return connections;
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
    public LifecycleLog lifecycleLog() {
        return lifecycleLog;
    }

    @Override
    public WebhookQueue webhookQueue() {
        return memory.webhookQueue;
    }

    @Override
    public AppRegistry apps() {
        return memory.apps;
    }

    @Override
    public Revocations revocations() {
        return memory.revocations;
    }

    /// Always empty: memory does not fail.
    @Override
    public List<String> problems() {
        return List.of();
    }

    /// Ends delivery to this node, takes its counts back, and leaves events to the readers of other nodes.
    /// Members it joined stay until they leave. What waits when the last node closes is forgotten.
    @Override
    public void close() {
        if (closed.getAndSet(true)) {
            return;
        }
        broker.close();
        occupancy.close();
        connections.close();
        users.close();
        lifecycleLog.close();
        if (memory.openNodes.decrementAndGet() == 0) {
            memory.scheduler.close();
        }
    }

    /// What all nodes share.
    private static final class Memory {
        private final AtomicInteger openNodes = new AtomicInteger();
        private final Feed feed = new Feed();
        private final Map<AppId, Integer> connections = new ConcurrentHashMap<>();
        private final SubscriptionCounts counts = new SubscriptionCounts();
        private final UserTable users = new UserTable();
        private final Scheduler scheduler;
        private final MemoryAppRegistry apps;
        private final Journal journal;
        private final Lifecycle lifecycle;
        private final MemoryPresence presence;
        private final MemoryCacheChannels cacheChannels;
        private final MemoryHistory history;
        private final MemoryWebhookQueue webhookQueue;
        private final MemoryRevocations revocations = new MemoryRevocations();

        Memory(MemoryAppRegistry apps, WebhookRules rules, Scheduler scheduler) {
            this.scheduler = scheduler;
            this.apps = apps;
            this.journal = new Journal(scheduler, rules.maxWaitingEvents(), rules.maxBytes());
            this.lifecycle = new Lifecycle(apps::known, journal, rules, scheduler);
            this.presence = new MemoryPresence(feed, lifecycle);
            this.cacheChannels = new MemoryCacheChannels(lifecycle, scheduler);
            this.history = new MemoryHistory(feed, cacheChannels, scheduler);
            this.webhookQueue = new MemoryWebhookQueue(rules, scheduler);
        }
    }
}
