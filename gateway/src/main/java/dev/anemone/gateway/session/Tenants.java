package dev.anemone.gateway.session;

import dev.anemone.model.App;
import dev.anemone.model.AppKey;
import dev.anemone.store.AppRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// The apps that have or had connections at this node, by the keys that these came in with. Follows the registry: what
/// changes of an app holds for its connections at once, and those of an app or key that is no more end. Thread-safe.
public final class Tenants {
    private final AppRegistry apps;
    private final Map<AppKey, Tenant> byKey = new ConcurrentHashMap<>();

    private Tenants(AppRegistry apps) {
        this.apps = apps;
    }

    /// Tenants that follow `apps`.
    public static Tenants listeningTo(AppRegistry apps) {
        var tenants = new Tenants(apps);
        apps.listen(tenants::followAll);
        return tenants;
    }

    /// The tenant of `key`, which `app` held a moment ago.
    public Tenant of(AppKey key, App app) {
        Tenant known = byKey.get(key);
        if (known != null && known.app().id().equals(app.id())) {
            return known;
        }
        var added = new Tenant(key, app);
        Tenant first = byKey.putIfAbsent(key, added);
        Tenant tenant = first == null ? added : first;
        follow(tenant); // What changed before it was listed here was not told it.
        return tenant;
    }

    private void followAll() {
        byKey.values().forEach(this::follow);
    }

    /// One at a time, so that what was read last holds in the end.
    private synchronized void follow(Tenant tenant) {
        var _ = apps.byKey(tenant.key()).thenAccept(holder -> {
            if (!tenant.follow(holder)) {
                byKey.remove(tenant.key(), tenant);
            }
        });
    }
}
