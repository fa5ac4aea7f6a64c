package dev.anemone.gateway.transport;

import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.hub.EventLoop;
import dev.anemone.gateway.hub.Hub;
import dev.anemone.gateway.hub.Shard;
import dev.anemone.gateway.hub.Subscriber;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.session.Admission;
import dev.anemone.gateway.session.Connection;
import dev.anemone.gateway.session.HandshakeRequest;
import dev.anemone.gateway.session.SessionContext;
import dev.anemone.gateway.session.UserDirectory;
import dev.anemone.store.Store;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;
import org.xnio.StreamConnection;
import org.xnio.XnioIoThread;

/// Turns HTTP upgrades into sessions. Thread-safe.
///
/// Every well-formed upgrade is answered with 101, also those that are refused: browsers tell scripts neither the status
/// nor the reason of a failed handshake, so pusher-js would retry for ever. The refusal follows as a close code.
public final class WebSocketTransport implements HttpHandler {
    private final GatewayConfig config;
    private final Store store;
    private final Hub hub;
    private final UserDirectory users;
    private final Admission admission;
    private final Counters counters;
    /// Seeds the generators of the I/O threads.
    private final RandomGenerator seeds;
    private final Map<XnioIoThread, IoContext> contexts = new ConcurrentHashMap<>();
    private volatile boolean draining;

    /// @param random need not be thread-safe; used under this object's lock, only to seed
    public WebSocketTransport(GatewayConfig config, Store store, Hub hub, UserDirectory users, Admission admission,
            Counters counters, RandomGenerator random) {
        this.config = config;
        this.store = store;
        this.hub = hub;
        this.users = users;
        this.admission = admission;
        this.counters = counters;
        this.seeds = random;
    }

    /// Answers an upgrade request for any path; the path's meaning is decided after the upgrade.
    @Override
    public void handleRequest(HttpServerExchange exchange) {
        Handshake.Outcome outcome = Handshake.check(exchange.getRequestMethod(), exchange.getProtocol(),
                exchange.getRequestHeaders());
        switch (outcome) {
            case Handshake.Outcome.Refused refused -> refused.answer(exchange);
            case Handshake.Outcome.Accepted accepted -> {
                HandshakeRequest request = request(exchange);
                exchange.upgradeChannel((connection, _) -> upgraded(connection, request));
                accepted.answer(exchange);
            }
        }
    }

    private static HandshakeRequest request(HttpServerExchange exchange) {
        var query = new HashMap<String, String>();
        for (Map.Entry<String, Deque<String>> parameter : exchange.getQueryParameters().entrySet()) {
            query.put(parameter.getKey(), parameter.getValue().getFirst());
        }
        return new HandshakeRequest(exchange.getRelativePath(), query,
                Optional.ofNullable(exchange.getRequestHeaders().getFirst(Headers.ORIGIN)),
                exchange.getRequestScheme().equals("https"));
    }

    /// Undertow calls this in whatever thread ended the exchange.
    private void upgraded(StreamConnection connection, HandshakeRequest request) {
        IoContext context = contexts.computeIfAbsent(connection.getIoThread(), this::newContext);
        EventLoop loop = context.sessions().shard().loop();
        if (!loop.inLoop()) {
            loop.execute(() -> upgraded(connection, request));
            return;
        }
        var webSocket = new WebSocketConnection(connection, context);
        if (draining) {
            webSocket.start(new Admission.Decision.Refused(CloseCode.GOING_AWAY, CloseCode.GOING_AWAY.reason()));
            return;
        }
        admission.decide(request).whenComplete((decision, failure) -> {
            Admission.Decision outcome = failure == null
                    ? decision
                    : new Admission.Decision.Refused(CloseCode.OVER_CAPACITY, CloseCode.OVER_CAPACITY.reason());
            if (loop.inLoop()) {
                webSocket.start(outcome);
            } else {
                loop.execute(() -> webSocket.start(outcome));
            }
        });
    }

    private IoContext newContext(XnioIoThread thread) {
        Shard shard = hub.addShard(new XnioLoop(thread));
        RandomGenerator jitter;
        RandomGenerator ids;
        synchronized (this) {
            jitter = new SplittableRandom(seeds.nextLong());
            ids = new SplittableRandom(seeds.nextLong());
        }
        return new IoContext(thread, new SessionContext(config, store, hub, shard, users, jitter), ids, counters);
    }

    /// Closes every connection, and from now on every new one, so that its client reconnects elsewhere at once (4200).
    /// Returns immediately; connections are gone when their clients have answered, or after the close timeout.
    public void drain() {
        draining = true;
        for (Shard shard : hub.shards()) {
            shard.loop().execute(() -> {
                for (Subscriber subscriber : shard.subscribers()) {
                    if (subscriber instanceof Connection connection) {
                        connection.close(CloseCode.GOING_AWAY, CloseCode.GOING_AWAY.reason());
                    }
                }
            });
        }
    }
}
