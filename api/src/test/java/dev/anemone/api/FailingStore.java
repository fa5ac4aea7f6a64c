package dev.anemone.api;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Publication;
import dev.anemone.store.AppRegistry;
import dev.anemone.store.Broker;
import dev.anemone.store.CacheChannels;
import dev.anemone.store.ConnectionCounts;
import dev.anemone.store.History;
import dev.anemone.store.LifecycleLog;
import dev.anemone.store.Occupancy;
import dev.anemone.store.Presence;
import dev.anemone.store.PublishResult;
import dev.anemone.store.Revocations;
import dev.anemone.store.Store;
import dev.anemone.store.Users;
import dev.anemone.store.WebhookQueue;
import dev.anemone.store.memory.MemoryStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/// A real store whose publishes, counts and app lookups end as a test wants them to, and which remembers what each
/// publish was given.
final class FailingStore implements Store {
    private final MemoryStore memory = MemoryStore.create(Apps.all());
    private final List<List<Publication>> publishes = new ArrayList<>();
    private volatile Supplier<CompletionStage<Void>> beforePublish = () -> CompletableFuture.completedStage(null);
    private volatile Supplier<CompletionStage<Void>> beforeCounts = beforePublish;
    private volatile Supplier<CompletionStage<Void>> beforeLookup = beforePublish;

    /// What happens before each publish from here on: the publish follows if the stage completes well.
    void beforePublish(Supplier<CompletionStage<Void>> event) {
        beforePublish = event;
    }

    /// The same for counts of subscriptions.
    void beforeCounts(Supplier<CompletionStage<Void>> event) {
        beforeCounts = event;
    }

    /// The same for lookups of apps by key.
    void beforeLookup(Supplier<CompletionStage<Void>> event) {
        beforeLookup = event;
    }

    /// What each call of publish was given, in order.
    synchronized List<List<Publication>> publishes() {
        return List.copyOf(publishes);
    }

    private synchronized void remember(List<Publication> publications) {
        publishes.add(List.copyOf(publications));
    }

    @Override
    public Broker broker() {
        return new Broker() {
            @Override
            public void listen(Listener listener) {
                memory.broker().listen(listener);
            }

            @Override
            public CompletionStage<PublishResult> publish(List<Publication> publications) {
                remember(publications);
                return beforePublish.get().thenCompose(_ -> memory.broker().publish(publications));
            }

            @Override
            public Continuity continuity() {
                return memory.broker().continuity();
            }

            @Override
            public CompletionStage<Void> subscribe(ChannelKey channel) {
                return memory.broker().subscribe(channel);
            }

            @Override
            public void unsubscribe(ChannelKey channel) {
                memory.broker().unsubscribe(channel);
            }
        };
    }

    @Override
    public Occupancy occupancy() {
        return new Occupancy() {
            @Override
            public void report(ChannelKey channel, int subscriptions) {
                memory.occupancy().report(channel, subscriptions);
            }

            @Override
            public CompletionStage<Map<ChannelName, Integer>> occupied(AppId app,
                    String prefix) {
                return beforeCounts.get().thenCompose(_ -> memory.occupancy().occupied(app, prefix));
            }

            @Override
            public CompletionStage<List<Integer>> subscriptions(List<ChannelKey> channels) {
                return beforeCounts.get().thenCompose(_ -> memory.occupancy().subscriptions(channels));
            }
        };
    }

    @Override
    public CacheChannels cacheChannels() {
        return memory.cacheChannels();
    }

    @Override
    public Users users() {
        return memory.users();
    }

    @Override
    public ConnectionCounts connections() {
        return memory.connections();
    }

    @Override
    public LifecycleLog lifecycleLog() {
        return memory.lifecycleLog();
    }

    @Override
    public WebhookQueue webhookQueue() {
        return memory.webhookQueue();
    }

    @Override
    public Revocations revocations() {
        return memory.revocations();
    }

    @Override
    public AppRegistry apps() {
        return new AppRegistry() {
            @Override
            public CompletionStage<Optional<App>> byKey(AppKey key) {
                return beforeLookup.get().thenCompose(_ -> memory.apps().byKey(key));
            }

            @Override
            public CompletionStage<Optional<App>> byId(AppId id) {
                return memory.apps().byId(id);
            }

            @Override
            public CompletionStage<List<App>> all() {
                return memory.apps().all();
            }

            @Override
            public CompletionStage<Void> put(App app) {
                return memory.apps().put(app);
            }

            @Override
            public CompletionStage<App> change(AppId id, UnaryOperator<App> change) {
                return memory.apps().change(id, change);
            }

            @Override
            public CompletionStage<Boolean> remove(AppId id) {
                return memory.apps().remove(id);
            }

            @Override
            public void listen(Runnable listener) {
                memory.apps().listen(listener);
            }
        };
    }

    @Override
    public History history() {
        return memory.history();
    }

    @Override
    public Presence presence() {
        return memory.presence();
    }

    @Override
    public List<String> problems() {
        return memory.problems();
    }

    @Override
    public void close() {
        memory.close();
    }
}
