package dev.anemone.store;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.UnaryOperator;

/// The apps. Reads are answered from memory and complete at once, so that a handshake or a signed request costs no
/// round trip; a change made by another node is seen within a second.
public interface AppRegistry {
    /// The app that holds `key` among its credentials.
    CompletionStage<Optional<App>> byKey(AppKey key);

    /// The app called `id`.
    CompletionStage<Optional<App>> byId(AppId id);

    /// Every app, in order of id.
    CompletionStage<List<App>> all();

    /// Creates or replaces an app.
    ///
    /// @return completes with [StoreException] if one of its keys belongs to another app; nothing has changed then
    CompletionStage<Void> put(App app);

    /// Changes an app as it is stored at this moment. What somebody else changes at the same time is kept.
    ///
    /// @param change may be called again if the app changed meanwhile; keeps the id. What it throws, the stage completes with
    /// @return completes with the app as it is from now on; with [StoreException] if there is no such app, or one of its
    ///     keys belongs to another. Nothing has changed then
    CompletionStage<App> change(AppId id, UnaryOperator<App> change);

    /// Removes an app. Its keys are free for others. It stays removed until somebody puts it again, if only a node that
    /// starts and whose configuration names it.
    ///
    /// @return completes with whether there was one
    CompletionStage<Boolean> remove(AppId id);

    /// Has `listener` run after each change that this node's reads show, whoever made it. It must return at once, and may
    /// be run without a change. Several may listen.
    void listen(Runnable listener);
}
