package dev.anemone.gateway;

import dev.anemone.auth.access.TokenAccess;
import dev.anemone.gateway.hub.CountPacing;
import dev.anemone.gateway.hub.Hub;
import dev.anemone.gateway.session.Admission;
import dev.anemone.gateway.session.ConnectionQuota;
import dev.anemone.gateway.session.Revoker;
import dev.anemone.gateway.session.UserDirectory;
import dev.anemone.gateway.transport.Counters;
import dev.anemone.gateway.transport.Entrance;
import dev.anemone.gateway.transport.WebSocketTransport;
import dev.anemone.gateway.transport.http.EventStreamTransport;
import dev.anemone.gateway.transport.http.FallbackTransport;
import dev.anemone.gateway.transport.http.TransportRoutes;
import dev.anemone.store.Store;
import io.undertow.server.HttpHandler;
import java.time.InstantSource;
import java.util.random.RandomGenerator;

/// The door of this module: connections of Pusher clients over WebSocket and over plain HTTP, and event streams, served by
/// the I/O threads of whichever Undertow mounts [#handler]. Thread-safe.
public final class Gateway {
    private final ConnectionQuota quota;
    private final Hub hub;
    private final Counters counters = new Counters();
    private final Entrance entrance;
    private final FallbackTransport fallbacks;
    private final HttpHandler transports;

    private Gateway(GatewayConfig config, Store store, TokenAccess tokens, RandomGenerator random,
            InstantSource clock) {
        this.quota = new ConnectionQuota(config.maxConnections() == 0 ? Integer.MAX_VALUE : config.maxConnections(),
                store.connections());
        this.hub = Hub.listeningTo(store.broker(), store.occupancy(),
                new CountPacing(config.unpacedSubscriptionCount(), config.subscriptionCountInterval()),
                config.maxOutboxBytes());
        var revoker = Revoker.listeningTo(store.revocations(), hub,
                search -> Thread.ofVirtual().name("anemone-revocations").start(search));
        this.entrance = new Entrance(config, store, hub, UserDirectory.listeningTo(store.users()), tokens, revoker,
                clock, new Admission(store, quota), counters, random);
        this.fallbacks = new FallbackTransport(config, entrance);
        this.transports = new TransportRoutes(new WebSocketTransport(entrance), fallbacks,
                new EventStreamTransport(config, entrance, tokens, clock), config.fallbacks());
    }

    /// A gateway over `store`. Make one per store: a broker has one listener.
    ///
    /// @param tokens judges access tokens
    /// @param random makes socket ids and jitter; give it real entropy, so that no two nodes make the same ids
    /// @param clock judges the timestamps of signed URLs, and tells when tokens expire
    public static Gateway create(GatewayConfig config, Store store, TokenAccess tokens, RandomGenerator random,
            InstantSource clock) {
        return new Gateway(config, store, tokens, random, clock);
    }

    /// Serves upgrade requests at `/app/{key}`, fallbacks below `/pusher/`, and event streams at
    /// `/app/{key}/channels/{channel}/events`. The path is read below the mount point.
    public HttpHandler handler() {
        return transports;
    }

    /// Closes every connection with 4200, so that clients reconnect elsewhere at once, and turns new ones away with 4100,
    /// so that they wait a second if they come to this node again. Returns immediately; [#stats] tells how many are left.
    public void drain() {
        entrance.drain();
        fallbacks.drain();
    }

    /// Connections that became WebSockets and have not ended, also those whose session has.
    public long webSockets() {
        return counters.upgraded();
    }

    /// Clients of HTTP fallbacks who have not heard that their connection has ended. Between two polls they have no way to:
    /// let them in until this is zero.
    public int untold() {
        return fallbacks.untold();
    }

    /// The numbers of this moment. Walks all channels.
    public GatewayStats stats() {
        return new GatewayStats(quota.open(), quota.openByApp(), hub.channels(), hub.subscriptions(),
                counters.waitingBytes(), counters.longestDelayNanos(), counters.established(), counters.received(),
                hub.delivered(),
                counters.closed());
    }
}
