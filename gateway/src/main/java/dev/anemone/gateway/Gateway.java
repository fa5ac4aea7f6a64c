package dev.anemone.gateway;

import dev.anemone.gateway.hub.CountPacing;
import dev.anemone.gateway.hub.Hub;
import dev.anemone.gateway.session.Admission;
import dev.anemone.gateway.session.ConnectionQuota;
import dev.anemone.gateway.session.UserDirectory;
import dev.anemone.gateway.transport.Counters;
import dev.anemone.gateway.transport.Entrance;
import dev.anemone.gateway.transport.WebSocketTransport;
import dev.anemone.store.Store;
import io.undertow.server.HttpHandler;
import java.util.random.RandomGenerator;

/// The door of this module: WebSocket connections of Pusher clients, served by the I/O threads of whichever Undertow
/// mounts [#handler]. Thread-safe.
public final class Gateway {
    private final ConnectionQuota quota;
    private final Hub hub;
    private final Counters counters = new Counters();
    private final Entrance entrance;
    private final WebSocketTransport transport;

    private Gateway(GatewayConfig config, Store store, RandomGenerator random) {
        this.quota = new ConnectionQuota(config.maxConnections() == 0 ? Integer.MAX_VALUE : config.maxConnections());
        this.hub = Hub.listeningTo(store.broker(), store.occupancy(),
                new CountPacing(config.unpacedSubscriptionCount(), config.subscriptionCountInterval()),
                config.maxOutboxBytes());
        this.entrance = new Entrance(config, store, hub, UserDirectory.listeningTo(store.users()),
                new Admission(store.apps(), quota), counters, random);
        this.transport = new WebSocketTransport(entrance);
    }

    /// A gateway over `store`. Make one per store: a broker has one listener.
    ///
    /// @param random makes socket ids and jitter; give it real entropy, so that no two nodes make the same ids
    public static Gateway create(GatewayConfig config, Store store, RandomGenerator random) {
        return new Gateway(config, store, random);
    }

    /// Serves upgrade requests. The path is read below the mount point: `/app/{key}`.
    public HttpHandler handler() {
        return transport;
    }

    /// Closes every connection with 4200 and turns new ones away with it, so that clients reconnect elsewhere at once.
    /// Returns immediately; [#stats] tells how many are left.
    public void drain() {
        entrance.drain();
    }

    /// The numbers of this moment. Walks all channels.
    public GatewayStats stats() {
        return new GatewayStats(quota.open(), quota.openByApp(), hub.channels(), hub.subscriptions(),
                counters.waitingBytes(), counters.established(), counters.received(), hub.delivered(),
                counters.closed());
    }
}
