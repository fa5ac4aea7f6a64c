package dev.anemone.store.memory;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppIndex;
import dev.anemone.model.AppKey;
import dev.anemone.store.AppRegistry;
import dev.anemone.store.StoreException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

/// The apps of all nodes. Thread-safe; readers never wait.
final class MemoryAppRegistry implements AppRegistry {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile AppIndex apps;

    /// @throws IllegalArgumentException if two apps share an id or a key
    MemoryAppRegistry(List<App> apps) {
        this.apps = AppIndex.of(apps);
    }

    @Override
    public CompletionStage<Optional<App>> byKey(AppKey key) {
        return CompletableFuture.completedStage(apps.byKey(key));
    }

    @Override
    public CompletionStage<Optional<App>> byId(AppId id) {
        return CompletableFuture.completedStage(known(id));
    }

    @Override
    public CompletionStage<List<App>> all() {
        return CompletableFuture.completedStage(apps.all());
    }

    /// The app called `id` at this moment.
    Optional<App> known(AppId id) {
        return apps.byId(id);
    }

    @Override
    public synchronized CompletionStage<Void> put(App app) {
        try {
            store(app);
            return CompletableFuture.completedStage(null);
        } catch (StoreException taken) {
            return CompletableFuture.failedStage(taken);
        }
    }

    private void store(App app) {
        try {
            become(apps.with(app));
        } catch (IllegalArgumentException taken) {
            throw new StoreException("App " + app.id() + " is not stored: " + taken.getMessage(), taken);
        }
    }

    @Override
    public synchronized CompletionStage<App> change(AppId id, UnaryOperator<App> change) {
        try {
            App changed = change.apply(
                    known(id).orElseThrow(() -> new StoreException("There is no app " + id + ".", null)));
            store(changed);
            return CompletableFuture.completedStage(changed);
        } catch (RuntimeException refusal) {
            return CompletableFuture.failedStage(refusal);
        }
    }

    @Override
    public synchronized CompletionStage<Boolean> remove(AppId id) {
        boolean there = known(id).isPresent();
        if (there) {
            become(apps.without(id));
        }
        return CompletableFuture.completedStage(there);
    }

    @Override
    public void listen(Runnable listener) {
        listeners.add(listener);
    }

    private void become(AppIndex changed) {
        apps = changed;
        listeners.forEach(Runnable::run);
    }
}
