package dev.anemone.gateway.session;

import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.model.App;
import dev.anemone.model.AppKey;
import dev.anemone.store.AppRegistry;
import dev.anemone.store.Store;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Decides whether a new connection may stay. Thread-safe. Make one per node: it has the [Tenants].
///
/// The checks come in a fixed order: path, protocol, version, key, disabled, TLS, origin, whether this node can do its work
/// (it cannot while its store is away), its capacity, the app's quota;
/// the first that fails names the close code (Pusher Channels Protocol 7, "Error Codes").
public final class Admission {
    /// The oldest protocol with the frames we send; 1 to 3 are unsupported at Pusher too.
    private static final int OLDEST_PROTOCOL = 4;
    private static final int NEWEST_PROTOCOL = 7;
    private static final Pattern PROTOCOL = Pattern.compile("[0-9]{1,9}");
    private static final Pattern VERSION = Pattern.compile("[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}");

    private static final String UNFIT = "This node cannot reach its store. Reconnect in a moment.";
    private static final String ORIGIN_REFUSED = "Origin not allowed. Add it to the app's setting origins.";

    /// The outcome.
    public sealed interface Decision {
        /// It may stay. Its place in the quota is taken until [ConnectionQuota.Place#leave].
        record Admitted(Tenant tenant, ConnectionQuota.Place place) implements Decision {}

        /// It is to be closed with this code.
        record Refused(CloseCode code, String reason) implements Decision {
            Refused(CloseCode code) {
                this(code, code.reason());
            }
        }
    }

    private final AppRegistry apps;
    private final Supplier<List<String>> problems;
    private final Tenants tenants;
    private final ConnectionQuota quota;

    /// Admits to the apps of `store`, while it has no problems.
    public Admission(Store store, ConnectionQuota quota) {
        this(store.apps(), store::problems, quota);
    }

    /// @param problems why this node cannot do its work at the moment; empty when it can
    public Admission(AppRegistry apps, Supplier<List<String>> problems, ConnectionQuota quota) {
        this.apps = apps;
        this.problems = problems;
        this.tenants = Tenants.listeningTo(apps);
        this.quota = quota;
    }

    /// Decides; completes at once unless the registry has to ask elsewhere.
    public CompletionStage<Decision> decide(HandshakeRequest request) {
        Optional<Decision.Refused> malformed = malformed(request);
        if (malformed.isPresent()) {
            return CompletableFuture.completedStage(malformed.get());
        }
        return request.appKey()
                .map(key -> apps.byKey(key).thenApply(app -> decide(request, key, app)))
                .orElseGet(() -> CompletableFuture.completedStage(new Decision.Refused(CloseCode.UNKNOWN_APP)));
    }

    private static Optional<Decision.Refused> malformed(HandshakeRequest request) {
        if (!request.pathKnown()) {
            return Optional.of(new Decision.Refused(CloseCode.PATH_NOT_FOUND));
        }
        String protocol = request.query().getOrDefault("protocol", "");
        if (protocol.isEmpty()) {
            return Optional.of(new Decision.Refused(CloseCode.NO_PROTOCOL));
        }
        if (!PROTOCOL.matcher(protocol).matches() || Integer.parseInt(protocol) < OLDEST_PROTOCOL
                || Integer.parseInt(protocol) > NEWEST_PROTOCOL) {
            return Optional.of(new Decision.Refused(CloseCode.UNSUPPORTED_PROTOCOL));
        }
        String version = request.query().getOrDefault("version", "");
        if (!version.isEmpty() && !VERSION.matcher(version).matches()) {
            return Optional.of(new Decision.Refused(CloseCode.INVALID_VERSION));
        }
        return Optional.empty();
    }

    private Decision decide(HandshakeRequest request, AppKey key, Optional<App> known) {
        if (known.isEmpty()) {
            return new Decision.Refused(CloseCode.UNKNOWN_APP);
        }
        App app = known.get();
        if (!app.enabled()) {
            return new Decision.Refused(CloseCode.APP_DISABLED);
        }
        if (app.sslOnly() && !request.secure()) {
            return new Decision.Refused(CloseCode.SSL_ONLY);
        }
        if (!app.origins().allow(request.origin().orElse(null))) {
            return new Decision.Refused(CloseCode.UNAUTHORIZED, ORIGIN_REFUSED);
        }
        if (!problems.get().isEmpty()) {
            return new Decision.Refused(CloseCode.OVER_CAPACITY, UNFIT);
        }
        return switch (quota.enter(app)) {
            case ConnectionQuota.Entry.In(var place) -> new Decision.Admitted(tenants.of(key, app), place);
            case ConnectionQuota.Entry.NodeFull _ -> new Decision.Refused(CloseCode.OVER_CAPACITY);
            case ConnectionQuota.Entry.AppFull _ -> new Decision.Refused(CloseCode.OVER_QUOTA);
        };
    }
}
