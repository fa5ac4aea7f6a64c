package dev.anemone.gateway.transport;

import static dev.anemone.gateway.transport.ClientFrames.FIN;
import static dev.anemone.gateway.transport.ClientFrames.TEXT;
import static dev.anemone.gateway.transport.ClientFrames.concat;
import static dev.anemone.gateway.transport.ClientFrames.frame;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.session.Apps;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/// Connections that negotiated compression beside others, on sockets without a kernel and one loop that the test turns.
class CompressedConnectionTest {
    private static final int FIN_RSV1_TEXT = FIN | 0x40 | TEXT;
    private static final String LONG = "compressible ".repeat(400);

    private final FakeThread thread = new FakeThread(Apps.OPEN);

    /// The JSON of the one compressed frame that `wire` is.
    private static String inflated(byte[] wire) {
        assertThat(wire[0] & 0xff).isEqualTo(FIN_RSV1_TEXT);
        int header = wire[1] == 126 ? 4 : 2;
        return new String(Compressed.inflate(Arrays.copyOfRange(wire, header, wire.length)), UTF_8);
    }

    @Test
    void eachIsSentWhatItNegotiated() {
        FakeSocket compressed = thread.connect(true);
        FakeSocket compressedToo = thread.connect(true);
        FakeSocket plain = thread.connect(false);

        thread.publish(LONG);

        byte[] wire = compressed.takeWritten();
        assertThat(inflated(wire)).isEqualTo(FakeThread.event(LONG));
        assertThat(compressedToo.takeWritten()).isEqualTo(wire);
        assertThat(ServerFrames.read(plain.takeWritten())).containsExactly(FakeThread.event(LONG));
    }

    @Test
    void aTurnIsOneWrite() {
        FakeSocket compressed = thread.connect(true);
        int before = compressed.writes();

        thread.publish("short", LONG, "short");

        assertThat(compressed.writes() - before).isEqualTo(1);
        assertThat(compressed.takeWritten()).hasSizeLessThan(300);
    }

    @Test
    void whatTheSocketDidNotTakeFollowsWhereverItWasCut() {
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
                    .containsExactly(FakeThread.event("short"));
        }
        assertThat(thread.counters().waitingBytes()).isZero();
    }

    /// Its bound is one of bytes that are to be sent.
    @Test
    void theOutboxHoldsWhatIsCompressed() {
        FakeSocket compressed = thread.connect(true);
        compressed.makeRoom(0);

        for (int i = 0; i < 20; i++) {
            thread.publish(LONG);
        }

        assertThat(thread.counters().waitingBytes()).isBetween(1_000L, (long) FakeThread.MAX_OUTBOX_BYTES);
        compressed.makeRoom();
        assertThat(compressed.takeWritten()).hasSizeLessThan(FakeThread.MAX_OUTBOX_BYTES);
    }

    @Test
    void anAppThatWantsNothingCompressedIsSentNothingCompressedAndMayBe() {
        var thrifty = new FakeThread(Apps.OPEN.toBuilder().compression(false).build());
        FakeSocket agreed = thrifty.connect(true);

        thrifty.publish(LONG);
        assertThat(ServerFrames.read(agreed.takeWritten())).containsExactly(FakeThread.event(LONG));

        agreed.receive(frame(FIN_RSV1_TEXT, Compressed.deflate("{\"event\":\"pusher:ping\"}".getBytes(UTF_8))));
        thrifty.turn();
        assertThat(ServerFrames.read(agreed.takeWritten())).singleElement().asString().contains("pusher:pong");
    }

    /// So that a connection costs the same whether or not it negotiated.
    @Test
    void allConnectionsOfAThreadShareOneDeflaterAndOneInflater() {
        IoContext io = thread.io();

        assertThat(io.deflater()).isSameAs(io.deflater());
        assertThat(io.inflater()).isSameAs(io.inflater());
    }
}
