package dev.anemone.gateway.session;

import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.model.App;
import dev.anemone.model.AppKey;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// An app, as it is at this moment, to the connections that came in with one of its keys. Thread-safe.
public final class Tenant {
    private final AppKey key;
    private final Set<Session> sessions = ConcurrentHashMap.newKeySet();
    private volatile App app;
    /// Why its connections may not stay; `null` while they may.
    private volatile @Nullable CloseCode end;

    Tenant(AppKey key, App app) {
        this.key = key;
        this.app = app;
    }

    /// The key in the path of its connections.
    AppKey key() {
        return key;
    }

    /// The app. What was last known of it, once it is gone.
    public App app() {
        return app;
    }

    /// Has a session, and ends it if the app has been disabled or is gone since it was admitted.
    void add(Session session) {
        sessions.add(session);
        CloseCode code = end;
        if (code != null) {
            session.endLater(code);
        }
    }

    void remove(Session session) {
        sessions.remove(session);
    }

    /// Follows a change. Called one at a time.
    ///
    /// @param holder the app that holds the key now
    /// @return whether the key is still that of this app
    boolean follow(Optional<App> holder) {
        Optional<App> same = holder.filter(now -> now.id().equals(app.id()));
        same.ifPresent(now -> app = now);
        CloseCode code = same.isEmpty() ? CloseCode.UNKNOWN_APP : app.enabled() ? null : CloseCode.APP_DISABLED;
        end = code;
        if (code != null) {
            sessions.forEach(session -> session.endLater(code));
        }
        return same.isPresent();
    }
}
