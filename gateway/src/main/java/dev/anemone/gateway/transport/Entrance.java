package dev.anemone.gateway.transport;

import dev.anemone.auth.access.TokenAccess;
import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.hub.EventLoop;
import dev.anemone.gateway.hub.Hub;
import dev.anemone.gateway.hub.Shard;
import dev.anemone.gateway.hub.Subscriber;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.session.Admission;
import dev.anemone.gateway.session.Connection;
import dev.anemone.gateway.session.HandshakeRequest;
import dev.anemone.gateway.session.ReturnPacing;
import dev.anemone.gateway.session.Revoker;
import dev.anemone.gateway.session.SessionContext;
import dev.anemone.gateway.session.UserDirectory;
import dev.anemone.store.Store;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import java.time.InstantSource;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import org.xnio.XnioIoThread;

/// Where new connections of every transport come in: what the connections of an I/O thread share, whether one more may
/// stay, and the end of all of them. Thread-safe.
public final class Entrance {
    private static final String STOPPING = "This node is stopping. Reconnect in a moment.";

    private final GatewayConfig config;
    private final Store store;
    private final Hub hub;
    private final UserDirectory users;
    private final TokenAccess tokens;
    private final Revoker revoker;
    private final InstantSource clock;
    private final Admission admission;
    private final Counters counters;
    /// Seeds the generators of the I/O threads.
    private final RandomGenerator seeds;
    private final Map<XnioIoThread, IoContext> contexts = new ConcurrentHashMap<>();
    private final ReturnPacing returns;
    private volatile boolean draining;

    /// @param random need not be thread-safe; used under this object's lock, only to seed
    public Entrance(GatewayConfig config, Store store, Hub hub, UserDirectory users, TokenAccess tokens,
            Revoker revoker, InstantSource clock, Admission admission, Counters counters, RandomGenerator random) {
        this.config = config;
        this.store = store;
        this.hub = hub;
        this.users = users;
        this.tokens = tokens;
        this.revoker = revoker;
        this.clock = clock;
        this.admission = admission;
        this.counters = counters;
        this.seeds = random;
        this.returns = new ReturnPacing(config.reconnectsPerSecond(), clock);
    }

    /// What the connections of `thread` share.
    public IoContext context(XnioIoThread thread) {
        return contexts.computeIfAbsent(thread, this::newContext);
    }

    private IoContext newContext(XnioIoThread thread) {
        Shard shard = hub.addShard(new XnioLoop(thread, counters::delayed));
        RandomGenerator jitter;
        RandomGenerator ids;
        synchronized (this) {
            jitter = new SplittableRandom(seeds.nextLong());
            ids = new SplittableRandom(seeds.nextLong());
        }
        var sessions = new SessionContext(config, store, hub, shard, users, tokens, clock, revoker.addLoop(shard),
                returns, jitter);
        return new IoContext(thread, sessions, ids, counters);
    }

    /// What `exchange` asks for, as if its path were `path`.
    public static HandshakeRequest request(HttpServerExchange exchange, String path) {
        var query = new HashMap<String, String>();
        for (Map.Entry<String, Deque<String>> parameter : exchange.getQueryParameters().entrySet()) {
            query.put(parameter.getKey(), parameter.getValue().getFirst());
        }
        return new HandshakeRequest(path, query,
                Optional.ofNullable(exchange.getRequestHeaders().getFirst(Headers.ORIGIN)),
                exchange.getRequestScheme().equals("https"));
    }

    /// Decides whether a new connection may stay.
    ///
    /// One that comes while this node stops is told to try again in a moment (4100): if it came back at once, and to us
    /// once more, it would do so as fast as it can.
    ///
    /// @param outcome called once, on `loop`: at once if that is the current thread and nobody has to be asked
    public void admit(HandshakeRequest request, EventLoop loop, Consumer<Admission.Decision> outcome) {
        if (draining) {
            outcome.accept(new Admission.Decision.Refused(CloseCode.OVER_CAPACITY, STOPPING));
            return;
        }
        admission.decide(request).whenComplete((decided, failure) -> {
            Admission.Decision decision = failure == null
                    ? decided
                    : new Admission.Decision.Refused(CloseCode.OVER_CAPACITY, CloseCode.OVER_CAPACITY.reason());
            if (loop.inLoop()) {
                outcome.accept(unlessDraining(decision));
            } else {
                loop.execute(() -> outcome.accept(unlessDraining(decision)));
            }
        });
    }

    /// A connection that was admitted after its loop has closed all others goes the way of those.
    private Admission.Decision unlessDraining(Admission.Decision decision) {
        if (draining && decision instanceof Admission.Decision.Admitted(_, var place)) {
            place.leave();
            return new Admission.Decision.Refused(CloseCode.GOING_AWAY, CloseCode.GOING_AWAY.reason());
        }
        return decision;
    }

    /// Whether new connections are turned away because this node stops.
    public boolean draining() {
        return draining;
    }

    /// Closes every session, and those under way as soon as they are admitted, so that clients reconnect elsewhere at once
    /// (4200), or, where they can be told, in turn. Returns immediately; connections are gone when their clients have
    /// answered, or after the close timeout.
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
