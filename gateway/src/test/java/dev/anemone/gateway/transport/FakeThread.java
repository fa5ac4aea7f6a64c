package dev.anemone.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.Configs;
import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.hub.CountPacing;
import dev.anemone.gateway.hub.FakeLoop;
import dev.anemone.gateway.hub.Hub;
import dev.anemone.gateway.hub.Shard;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.session.Admission;
import dev.anemone.gateway.session.Apps;
import dev.anemone.gateway.session.Connection;
import dev.anemone.gateway.session.ConnectionQuota;
import dev.anemone.gateway.session.HandshakeRequest;
import dev.anemone.gateway.session.ReturnPacing;
import dev.anemone.gateway.session.Revoker;
import dev.anemone.gateway.session.SessionContext;
import dev.anemone.gateway.session.Tokens;
import dev.anemone.gateway.session.UserDirectory;
import dev.anemone.model.App;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.Publication;
import dev.anemone.store.memory.MemoryStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;

/// All that one I/O thread has but the thread, whose turns the test takes; one app, and clients of its channel `c`. Nobody
/// hangs up there, which would need the thread itself.
final class FakeThread {
    static final int MAX_OUTBOX_BYTES = 8_192;

    private final FakeLoop loop = new FakeLoop();
    private final Counters counters = new Counters();
    private final App app;
    private final MemoryStore store;
    private final ConnectionQuota quota;
    private final Shard shard;
    private final IoContext io;

    @SuppressWarnings("NullAway") // There is no thread: the test is it.
    FakeThread(App app) {
        this.app = app;
        this.store = MemoryStore.create(List.of(app));
        this.quota = new ConnectionQuota(1_000, store.connections());
        GatewayConfig config = Configs.with(Map.of("maxOutboxBytes", MAX_OUTBOX_BYTES));
        var hub = Hub.listeningTo(store.broker(), store.occupancy(), new CountPacing(100, Duration.ofSeconds(5)),
                MAX_OUTBOX_BYTES);
        this.shard = hub.addShard(loop);
        InstantSource clock = InstantSource.system();
        var sessions = new SessionContext(config, store, hub, shard, UserDirectory.listeningTo(store.users()),
                Tokens.access(store, clock), clock,
                Revoker.listeningTo(store.revocations(), hub, Runnable::run).addLoop(shard),
                new ReturnPacing(1, InstantSource.fixed(Instant.EPOCH)), new SplittableRandom(1));
        this.io = new IoContext(null, sessions, new SplittableRandom(2), counters);
    }

    IoContext io() {
        return io;
    }

    Counters counters() {
        return counters;
    }

    /// Does all that is to be done.
    void turn() {
        loop.run();
    }

    /// A client of the channel, which has read that it is.
    FakeSocket connect(boolean compression) {
        var socket = new FakeSocket();
        Admission.Decision decision = new Admission(store, quota).decide(new HandshakeRequest(
                "/app/" + Apps.CREDENTIAL.key(), Map.of("protocol", "7"), Optional.empty(), false))
                .toCompletableFuture().join();
        new WebSocketConnection(socket, io, compression).start(decision);
        socket.receive(ClientFrames.text("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"c\"}}"));
        turn();
        assertThat(ServerFrames.read(socket.takeWritten())).hasSize(2);
        return socket;
    }

    /// Closes every connection.
    void closeAll(CloseCode code) {
        shard.subscribers().forEach(each -> ((Connection) each).close(code, code.reason()));
        turn();
    }

    /// Events in one turn.
    void publish(String... texts) {
        for (String text : texts) {
            store.broker().publish(List.of(new Publication(new ChannelKey(app.id(), new ChannelName("c")),
                    new EventName("e"), EventData.ofString(text))));
        }
        turn();
    }

    /// What a client is sent for one of them.
    static String event(String text) {
        return "{\"event\":\"e\",\"channel\":\"c\",\"data\":\"" + text + "\"}";
    }
}
