package dev.anemone.gateway.transport.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.auth.AccessClaims;
import dev.anemone.auth.SubscriptionSigner;
import dev.anemone.auth.access.TokenAccess;
import dev.anemone.gateway.Configs;
import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.hub.CountPacing;
import dev.anemone.gateway.hub.FakeLoop;
import dev.anemone.gateway.hub.Hub;
import dev.anemone.gateway.hub.Shard;
import dev.anemone.gateway.protocol.ClientMessage.Subscribe;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.session.Admission;
import dev.anemone.gateway.session.Apps;
import dev.anemone.gateway.session.ConnectionQuota;
import dev.anemone.gateway.session.HandshakeRequest;
import dev.anemone.gateway.session.ReturnPacing;
import dev.anemone.gateway.session.Revoker;
import dev.anemone.gateway.session.SessionContext;
import dev.anemone.gateway.session.Tokens;
import dev.anemone.gateway.session.UserDirectory;
import dev.anemone.gateway.transport.Counters;
import dev.anemone.model.App;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.Publication;
import dev.anemone.model.SocketId;
import dev.anemone.store.memory.MemoryStore;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One node without sockets: real connections, sessions and a real hub over a memory store, on one loop that the test
/// turns.
final class HttpNode {
    /// When a test begins, in seconds since 1970.
    static final long NOW = 1_700_000_000;
    static final String APP = "/app/" + Apps.CREDENTIAL.key() + "?protocol=7";

    final FakeLoop loop = new FakeLoop();
    final MemoryStore store;
    final Counters counters = new Counters();
    /// Moves with the loop's.
    final InstantSource clock = () -> Instant.ofEpochSecond(NOW - 1).plusNanos(loop.nanoTime());
    final TokenAccess tokens;
    final ConnectionQuota quota;
    private final SessionContext context;
    private final Hub hub;
    private int ids;
    private int absent;

    HttpNode(Map<String, ?> settings) {
        this(settings, Tokens.TRUSTING);
    }

    HttpNode(Map<String, ?> settings, App app) {
        this.store = MemoryStore.create(List.of(app));
        this.tokens = Tokens.access(store, clock);
        this.quota = new ConnectionQuota(1_000, store.connections());
        GatewayConfig config = Configs.with(settings);
        this.hub = Hub.listeningTo(store.broker(), store.occupancy(),
                new CountPacing(config.unpacedSubscriptionCount(), config.subscriptionCountInterval()),
                config.maxOutboxBytes());
        Shard shard = hub.addShard(loop);
        this.context = new SessionContext(config, store, hub, shard, UserDirectory.listeningTo(store.users()), tokens,
                clock, Revoker.listeningTo(store.revocations(), hub, Runnable::run).addLoop(shard),
                new ReturnPacing(config.reconnectsPerSecond(), clock), new SplittableRandom(1));
    }

    HttpNode() {
        this(Map.of());
    }

    /// The backend publishes.
    void publish(String channel, String data) {
        store.broker().publish(List.of(new Publication(new ChannelKey(Apps.OPEN.id(), new ChannelName(channel)),
                new EventName("my-event"), EventData.ofString(data))));
    }

    static String event(String channel, String data) {
        return "{\"event\":\"my-event\",\"channel\":\"" + channel + "\",\"data\":\"" + data + "\"}";
    }

    /// A client whose URL names the app, and who has entered.
    Fallback pusherClient() {
        var client = new Fallback(false);
        client.connection.enter(APP);
        return client;
    }

    /// A client of SockJS's own.
    Fallback sockJsClient() {
        return new Fallback(true);
    }

    /// Connections without a response.
    int absent() {
        return absent;
    }

    /// Nothing is left of any client.
    void assertEmpty() {
        loop.run();
        assertThat(hub.channels()).as("channels").isZero();
        assertThat(quota.open()).as("connections").isZero();
        assertThat(absent).as("connections without a response").isZero();
        assertThat(loop.timers()).as("timers").isZero();
        assertThat(counters.waitingBytes()).as("bytes that wait").isZero();
    }

    private Admission.Decision decide(String path) {
        return new Admission(store, quota)
                .decide(AppPath.request(path, new HandshakeRequest("", Map.of(), Optional.empty(), false)))
                .toCompletableFuture()
                .join();
    }

    /// One fallback connection and its client.
    final class Fallback implements FallbackConnection.Host {
        final FallbackConnection connection;
        final List<Boolean> answers = new ArrayList<>();
        boolean forgotten;
        boolean told;
        private @Nullable Runnable admission;
        private boolean registrySlow;

        Fallback(boolean sockJs) {
            connection = new FallbackConnection(context, counters, new SocketId(++ids + ".1"), sockJs, this);
        }

        @Override
        public void admit(String path, FallbackConnection asking, Consumer<Admission.Decision> outcome) {
            Runnable decision = () -> outcome.accept(decide(path));
            if (registrySlow) {
                admission = decision;
            } else {
                decision.run();
            }
        }

        @Override
        public void told() {
            assertThat(told).as("told twice").isFalse();
            told = true;
        }

        @Override
        public void absent() {
            absent++;
        }

        @Override
        public void notAbsent() {
            absent--;
        }

        @Override
        public void forget() {
            forgotten = true;
        }

        /// From now on admission takes until [#registryAnswers].
        void registryIsSlow() {
            registrySlow = true;
        }

        void registryAnswers() {
            if (admission != null) {
                admission.run();
            }
            loop.run();
        }

        /// The client asks for a streaming response.
        FakeResponse stream() {
            return attach(true);
        }

        /// The client polls.
        FakeResponse poll() {
            return attach(false);
        }

        private FakeResponse attach(boolean streaming) {
            var response = new FakeResponse(loop, connection.owner());
            assertThat(connection.attach(response, streaming)).as("taken").isTrue();
            loop.run();
            return response;
        }

        /// The client sends messages with one request.
        void say(String... messages) {
            connection.receive(List.of(messages).stream().map(message -> message.getBytes(UTF_8)).toList(),
                    answers::add);
            loop.run();
        }

        void subscribe(String channel) {
            say("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
        }
    }

    /// One event stream and its reader.
    final class Reader implements EventStreamConnection.Reply {
        final EventStreamConnection connection;
        final FakeResponse response;
        boolean begun;
        @Nullable CloseCode refusal;

        Reader(String channel) {
            this(channel, null);
        }

        Reader(String channel, @Nullable AccessClaims token) {
            this(channel, token, null);
        }

        /// @param credential signs the subscription; `null` for none
        Reader(String channel, @Nullable AccessClaims token, @Nullable Credential credential) {
            var socketId = new SocketId(++ids + ".1");
            connection = new EventStreamConnection(context, counters, socketId, this);
            response = new FakeResponse(loop, connection);
            var admitted = (Admission.Decision.Admitted) decide(APP);
            connection.start(response, admitted.tenant(), admitted.place(),
                    new Subscribe(new ChannelName(channel), credential == null
                            ? null
                            : SubscriptionSigner.sign(credential, socketId, new ChannelName(channel), null), null),
                    token);
            loop.run();
        }

        @Override
        public void begin() {
            begun = true;
        }

        @Override
        public void refuse(CloseCode code, String reason) {
            refusal = code;
            response.end();
        }
    }
}
