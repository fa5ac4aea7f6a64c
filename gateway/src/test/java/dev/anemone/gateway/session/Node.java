package dev.anemone.gateway.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.auth.SubscriptionSigner;
import dev.anemone.auth.UserSigner;
import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.hub.CountPacing;
import dev.anemone.gateway.hub.FakeLoop;
import dev.anemone.gateway.hub.Hub;
import dev.anemone.gateway.hub.Shard;
import dev.anemone.gateway.protocol.ClientMessage.Subscribe;
import dev.anemone.gateway.protocol.MessageDecoder;
import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.Member;
import dev.anemone.model.Publication;
import dev.anemone.model.Revocation;
import dev.anemone.model.SocketId;
import dev.anemone.model.StreamPosition;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One node without sockets: real sessions and a real hub over a memory store, on one loop that the test turns.
final class Node {
    /// When a test begins, in seconds since 1970.
    static final long NOW = 1_700_000_000;
    private static final Instant START = Instant.ofEpochSecond(NOW - 1); // The loop's clock begins at one second.

    final FakeLoop loop = new FakeLoop();
    final StagedStore store;
    final Hub hub;
    final ConnectionQuota quota;
    /// Moves with the loop's.
    final InstantSource clock = () -> START.plusNanos(loop.nanoTime());
    private final App app;
    private final SessionContext context;
    private final Tenants tenants;
    private int ids;

    Node(GatewayConfig config, App app) {
        this.app = app;
        this.store = new StagedStore(app);
        this.tenants = Tenants.listeningTo(store.apps());
        this.quota = new ConnectionQuota(1_000, store.connections());
        this.hub = Hub.listeningTo(store.broker(), store.occupancy(),
                new CountPacing(config.unpacedSubscriptionCount(), config.subscriptionCountInterval()),
                config.maxOutboxBytes());
        Shard shard = hub.addShard(loop);
        Revoker revoker = Revoker.listeningTo(store.revocations(), hub, Runnable::run);
        this.context = new SessionContext(config, store, hub, shard, UserDirectory.listeningTo(store.users()),
                Tokens.access(store, clock), clock, revoker.addLoop(shard),
                new ReturnPacing(config.reconnectsPerSecond(), clock), new SplittableRandom(1));
    }

    Node() {
        this(GatewayConfig.DEFAULTS, Apps.OPEN);
    }

    /// A client that has connected, and has read that it has.
    Client connect() {
        return connect(Apps.CREDENTIAL.key());
    }

    /// The same, with another key of the app.
    Client connect(AppKey key) {
        App stored = store.apps().byKey(key).toCompletableFuture().join().orElse(app);
        return connect(tenants.of(key, stored));
    }

    /// A client that has been admitted to `tenant`.
    Client connect(Tenant tenant) {
        var client = new Client(++ids + ".1", tenant);
        client.heard();
        return client;
    }

    ChannelKey key(String channel) {
        return new ChannelKey(app.id(), new ChannelName(channel));
    }

    /// The backend publishes; on this node, and never held up.
    void publish(String channel, String data) {
        store.broker().publish(
                List.of(new Publication(key(channel), new EventName("my-event"), EventData.ofString(data))));
    }

    /// The same, and the channel keeps it as it keeps events.
    void publishKept(String channel, String data) {
        publishKept(channel, data, null);
    }

    /// The same, not for the connection `except`.
    void publishKept(String channel, String data, @Nullable SocketId except) {
        store.broker().publish(
                List.of(new Publication(key(channel), new EventName("my-event"), EventData.ofString(data), except, null)
                        .kept(app.retention(new ChannelName(channel)))));
    }

    /// Access is taken back that was given until now.
    void revoke(Revocation.Subject subject) {
        revoke(subject, clock.instant());
    }

    /// Access is taken back that was given until `issuedBefore`.
    void revoke(Revocation.Subject subject, Instant issuedBefore) {
        store.revocations().revoke(new Revocation(app.id(), subject, issuedBefore,
                issuedBefore.plus(Duration.ofDays(1)))).toCompletableFuture().join();
    }

    /// How many subscriptions the store knows of.
    int subscriptions(String channel) {
        return store.occupancy().subscriptions(List.of(key(channel))).toCompletableFuture().join().getFirst();
    }

    /// The ids of the members the store knows of.
    List<String> members(String channel) {
        return store.presence().members(key(channel)).toCompletableFuture().join().stream().map(Member::id)
                .map(Object::toString).toList();
    }

    /// Nothing is left of any client: neither here nor in the store.
    void assertEmpty() {
        loop.run();
        assertThat(hub.channels()).as("channels").isZero();
        assertThat(hub.subscriptions()).as("subscriptions").isZero();
        assertThat(quota.open()).as("connections").isZero();
        assertThat(loop.timers()).as("timers").isZero();
        assertThat(store.occupancy().occupied(new AppId("1"), "")).isCompletedWithValueMatching(Map::isEmpty);
    }

    /// Text in, text out.
    final class Client {
        final RecordingConnection connection;
        private final Session session;

        Client(String socketId) {
            this(socketId, tenants.of(Apps.CREDENTIAL.key(), app));
        }

        Client(String socketId, Tenant tenant) {
            connection = new RecordingConnection(socketId);
            var entry = (ConnectionQuota.Entry.In) quota.enter(tenant.app());
            session = new Session(tenant, connection, entry.place(), context);
        }

        /// Sends a message.
        void say(String json) {
            byte[] bytes = json.getBytes(UTF_8);
            session.receive(MessageDecoder.decode(bytes, 0, bytes.length));
        }

        void subscribe(String channel) {
            say("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
        }

        /// Enters a channel as a reader that knows places in it, and begins at its end.
        void follow(String channel) {
            session.receive(new Subscribe(new ChannelName(channel), null, null, StreamPosition.NONE, 0));
        }

        void subscribeSigned(String channel, @Nullable String channelData) {
            subscribeSigned(channel, channelData, Apps.CREDENTIAL);
        }

        void subscribeSigned(String channel, @Nullable String channelData, Credential credential) {
            String auth = SubscriptionSigner.sign(credential, socketId(), new ChannelName(channel), channelData);
            String data = channelData == null
                    ? ""
                    : ",\"channel_data\":" + new String(EventData.ofString(channelData).token(), UTF_8);
            say("{\"event\":\"pusher:subscribe\",\"data\":{\"auth\":\"" + auth + "\",\"channel\":\"" + channel + "\""
                    + data + "}}");
        }

        /// Subscribes to a presence channel as a user whose name is its id.
        void join(String channel, String user) {
            subscribeSigned(channel, "{\"user_id\":\"" + user + "\",\"user_info\":{\"name\":\"" + user + "\"}}");
        }

        /// Signs in as a user who watches others.
        void signIn(String user, String... watched) {
            String userData = "{\"id\":\"" + user + "\",\"watchlist\":["
                    + Stream.of(watched).map(id -> "\"" + id + "\"").collect(Collectors.joining(",")) + "]}";
            signInSigned(userData, UserSigner.sign(Apps.CREDENTIAL, socketId(), userData));
        }

        void signInSigned(String userData, String auth) {
            say("{\"event\":\"pusher:signin\",\"data\":{\"auth\":\"" + auth + "\",\"user_data\":"
                    + new String(EventData.ofString(userData).token(), UTF_8) + "}}");
        }

        /// Presents a token that says `claims` and is good for `seconds` from now on.
        void token(String claims, long seconds) {
            presents(Tokens.of("{\"iat\":" + clock.instant().getEpochSecond() + ",\"exp\":"
                    + (clock.instant().getEpochSecond() + seconds) + "," + claims + "}"));
        }

        void presents(String token) {
            say("{\"event\":\"anemone:token\",\"data\":{\"token\":\"" + token + "\"}}");
        }

        void unsubscribe(String channel) {
            say("{\"event\":\"pusher:unsubscribe\",\"data\":{\"channel\":\"" + channel + "\"}}");
        }

        /// What arrived since the last call.
        List<String> heard() {
            loop.run();
            return connection.takeSent();
        }

        /// The connection has ended.
        void disconnect() {
            session.closed();
            loop.run();
        }

        Session session() {
            return session;
        }

        SocketId socketId() {
            return connection.socketId();
        }
    }
}
