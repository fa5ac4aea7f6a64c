package dev.anemone.gateway.transport;

import static dev.anemone.gateway.transport.ClientFrames.FIN;
import static dev.anemone.gateway.transport.ClientFrames.TEXT;
import static dev.anemone.gateway.transport.ClientFrames.concat;
import static dev.anemone.gateway.transport.ClientFrames.frame;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.Configs;
import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.hub.CountPacing;
import dev.anemone.gateway.hub.FakeLoop;
import dev.anemone.gateway.hub.Hub;
import dev.anemone.gateway.session.Admission;
import dev.anemone.gateway.session.Apps;
import dev.anemone.gateway.session.ConnectionQuota;
import dev.anemone.gateway.session.HandshakeRequest;
import dev.anemone.gateway.session.SessionContext;
import dev.anemone.gateway.session.UserDirectory;
import dev.anemone.model.App;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.Publication;
import dev.anemone.store.memory.MemoryStore;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Connections that negotiated compression beside others, on sockets without a kernel and one loop that the test turns.
class CompressedConnectionTest {
    private static final int FIN_RSV1_TEXT = FIN | 0x40 | TEXT;
    private static final int MAX_OUTBOX_BYTES = 8_192;
    private static final String LONG = "compressible ".repeat(400);

    private final FakeLoop loop = new FakeLoop();
    private final Counters counters = new Counters();
    private App app = Apps.OPEN;

    /// What one I/O thread has. Nobody is closed there, which would need the thread itself.
    private final class IoThread {
        final MemoryStore store = MemoryStore.create(List.of(app));
        final IoContext io;
        private final ConnectionQuota quota = new ConnectionQuota(1_000, store.connections());

        @SuppressWarnings("NullAway") // There is no thread: the test is it.
        IoThread() {
            GatewayConfig config = Configs.with(Map.of("maxOutboxBytes", MAX_OUTBOX_BYTES));
            var hub = Hub.listeningTo(store.broker(), store.occupancy(), new CountPacing(100, Duration.ofSeconds(5)),
                    MAX_OUTBOX_BYTES);
            var sessions = new SessionContext(config, store, hub, hub.addShard(loop),
                    UserDirectory.listeningTo(store.users()), new SplittableRandom(1));
            io = new IoContext(null, sessions, new SplittableRandom(2), counters);
        }

        /// A client of the channel `c`, which has read that it is.
        FakeSocket connect(boolean compression) {
            var socket = new FakeSocket();
            Admission.Decision decision = new Admission(store, quota).decide(new HandshakeRequest(
                    "/app/" + Apps.CREDENTIAL.key(), Map.of("protocol", "7"), Optional.empty(), false))
                    .toCompletableFuture().join();
            new WebSocketConnection(socket, io, compression).start(decision);
            socket.receive(ClientFrames.text("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"c\"}}"));
            loop.run();
            assertThat(ServerFrames.read(socket.takeWritten())).hasSize(2);
            return socket;
        }

        void publish(String... texts) {
            for (String text : texts) {
                store.broker().publish(List.of(new Publication(new ChannelKey(app.id(), new ChannelName("c")),
                        new EventName("e"), EventData.ofString(text))));
            }
            loop.run();
        }
    }

    private static String event(String text) {
        return "{\"event\":\"e\",\"channel\":\"c\",\"data\":\"" + text + "\"}";
    }

    /// The JSON of the one compressed frame that `wire` is.
    private static String inflated(byte[] wire) {
        assertThat(wire[0] & 0xff).isEqualTo(FIN_RSV1_TEXT);
        int header = wire[1] == 126 ? 4 : 2;
        return new String(Compressed.inflate(Arrays.copyOfRange(wire, header, wire.length)), UTF_8);
    }

    @Test
    void eachIsSentWhatItNegotiated() {
        var thread = new IoThread();
        FakeSocket compressed = thread.connect(true);
        FakeSocket compressedToo = thread.connect(true);
        FakeSocket plain = thread.connect(false);

        thread.publish(LONG);

        byte[] wire = compressed.takeWritten();
        assertThat(inflated(wire)).isEqualTo(event(LONG));
        assertThat(compressedToo.takeWritten()).isEqualTo(wire);
        assertThat(ServerFrames.read(plain.takeWritten())).containsExactly(event(LONG));
    }

    @Test
    void aTurnIsOneWrite() {
        var thread = new IoThread();
        FakeSocket compressed = thread.connect(true);
        int before = compressed.writes();

        thread.publish("short", LONG, "short");

        assertThat(compressed.writes() - before).isEqualTo(1);
        assertThat(compressed.takeWritten()).hasSizeLessThan(300);
    }

    @Test
    void whatTheSocketDidNotTakeFollowsWhereverItWasCut() {
        var thread = new IoThread();
        FakeSocket compressed = thread.connect(true);
        thread.publish(LONG);
        byte[] wire = compressed.takeWritten();
        for (int cut = 0; cut < wire.length; cut++) {
            compressed.makeRoom(cut);
            thread.publish(LONG, "short", LONG);
            byte[] first = compressed.takeWritten();
            assertThat(first).hasSize(cut);
            compressed.makeRoom();
            byte[] all = concat(first, compressed.takeWritten());

            assertThat(Arrays.copyOf(all, wire.length)).isEqualTo(wire);
            assertThat(Arrays.copyOfRange(all, all.length - wire.length, all.length)).isEqualTo(wire);
            assertThat(ServerFrames.read(Arrays.copyOfRange(all, wire.length, all.length - wire.length)))
                    .containsExactly(event("short"));
        }
        assertThat(counters.waitingBytes()).isZero();
    }

    /// Its bound is one of bytes that are to be sent.
    @Test
    void theOutboxHoldsWhatIsCompressed() {
        var thread = new IoThread();
        FakeSocket compressed = thread.connect(true);
        compressed.makeRoom(0);

        for (int i = 0; i < 20; i++) {
            thread.publish(LONG);
        }

        assertThat(counters.waitingBytes()).isBetween(1_000L, (long) MAX_OUTBOX_BYTES);
        compressed.makeRoom();
        assertThat(compressed.takeWritten()).hasSizeLessThan(MAX_OUTBOX_BYTES);
    }

    @Test
    void anAppThatWantsNothingCompressedIsSentNothingCompressedAndMayBe() {
        app = Apps.OPEN.toBuilder().compression(false).build();
        var thread = new IoThread();
        FakeSocket agreed = thread.connect(true);

        thread.publish(LONG);
        assertThat(ServerFrames.read(agreed.takeWritten())).containsExactly(event(LONG));

        agreed.receive(frame(FIN_RSV1_TEXT, Compressed.deflate("{\"event\":\"pusher:ping\"}".getBytes(UTF_8))));
        loop.run();
        assertThat(ServerFrames.read(agreed.takeWritten())).singleElement().asString().contains("pusher:pong");
    }

    /// So that a connection costs the same whether or not it negotiated.
    @Test
    void allConnectionsOfAThreadShareOneDeflaterAndOneInflater() {
        IoContext io = new IoThread().io;

        assertThat(io.deflater()).isSameAs(io.deflater());
        assertThat(io.inflater()).isSameAs(io.inflater());
    }
}
