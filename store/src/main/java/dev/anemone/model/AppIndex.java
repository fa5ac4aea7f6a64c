package dev.anemone.model;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// The apps by id and by key. Immutable: ids and keys are unique, in every version of it.
public final class AppIndex {
    /// No apps.
    public static final AppIndex EMPTY = new AppIndex(new TreeMap<>());

    private final SortedMap<String, App> byId;
    private final Map<AppKey, App> byKey = new HashMap<>();

    private AppIndex(SortedMap<String, App> byId) {
        this.byId = byId;
        for (App app : byId.values()) {
            for (Credential credential : app.credentials()) {
                App other = byKey.put(credential.key(), app);
                if (other != null) {
                    throw new IllegalArgumentException(
                            "Key " + credential.key() + " belongs to app " + other.id() + " and to app " + app.id()
                                    + ". Each key needs to be unique.");
                }
            }
        }
    }

    /// The index of `apps`, given in any order.
    ///
    /// @throws IllegalArgumentException if two apps share an id, or a key occurs twice
    public static AppIndex of(Collection<App> apps) {
        var byId = new TreeMap<String, App>();
        for (App app : apps) {
            if (byId.put(app.id().value(), app) != null) {
                throw new IllegalArgumentException("App " + app.id() + " is given twice.");
            }
        }
        return new AppIndex(byId);
    }

    /// These apps with `app` added, or in the place of the one of its id.
    ///
    /// @throws IllegalArgumentException if one of its keys belongs to another app
    public AppIndex with(App app) {
        var byId = new TreeMap<>(this.byId);
        byId.put(app.id().value(), app);
        return new AppIndex(byId);
    }

    /// These apps without the one called `id`.
    public AppIndex without(AppId id) {
        var byId = new TreeMap<>(this.byId);
        byId.remove(id.value());
        return new AppIndex(byId);
    }

    /// The app that holds `key`.
    public Optional<App> byKey(AppKey key) {
        return Optional.ofNullable(byKey.get(key));
    }

    /// The app called `id`.
    public Optional<App> byId(AppId id) {
        return Optional.ofNullable(byId.get(id.value()));
    }

    /// Every app, in order of id.
    public List<App> all() {
        return List.copyOf(byId.values());
    }
}
