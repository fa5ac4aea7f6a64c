package dev.anemone.store;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

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
}
