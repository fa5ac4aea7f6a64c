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

/// The apps of all nodes. Thread-safe; readers never wait.
final class MemoryAppRegistry implements AppRegistry {
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
            apps = apps.with(app);
            return CompletableFuture.completedStage(null);
        } catch (IllegalArgumentException taken) {
            return CompletableFuture.failedStage(
                    new StoreException("App " + app.id() + " is not stored: " + taken.getMessage(), taken));
        }
    }
}
