package dev.anemone.gateway.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.StreamConnection;
import org.xnio.Xnio;
import org.xnio.XnioWorker;
import org.xnio.channels.AcceptingChannel;
import org.xnio.conduits.StreamSinkConduit;

/// Real sockets of XNIO, written to past it.
@Timeout(30)
@EnabledOnOs(OS.LINUX)
class DirectSinkTest {
    private XnioWorker worker;
    private StreamConnection connection;
    private StreamSinkConduit usual;
    private StreamSinkConduit sink;
    private Socket peer;

    @BeforeEach
    void connect() throws Exception {
        worker = Xnio.getInstance().createWorker(OptionMap.create(Options.WORKER_IO_THREADS, 1));
        var accepted = new CompletableFuture<StreamConnection>();
        AcceptingChannel<StreamConnection> port = worker.createStreamConnectionServer(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), listening -> {
                    try {
                        accepted.complete(listening.accept());
                    } catch (IOException e) {
                        accepted.completeExceptionally(e);
                    }
                }, OptionMap.EMPTY);
        port.resumeAccepts();
        peer = new Socket(InetAddress.getLoopbackAddress(), port.getLocalAddress(InetSocketAddress.class).getPort());
        connection = accepted.get();
        usual = connection.getSinkChannel().getConduit();
        sink = DirectSink.on(usual);
    }

    @AfterEach
    void stop() throws IOException {
        peer.close();
        worker.shutdownNow();
    }

    private static ByteBuffer direct(byte... bytes) {
        return ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
    }

    @Test
    void aSocketIsWrittenToPastTheJdk() {
        assertThat(sink).isInstanceOf(DirectSink.class);
    }

    @Test
    void whatIsNoSocketIsLeftAlone() {
        assertThat(DirectSink.on(sink)).isSameAs(sink);
    }

    @Test
    void onlyWhatIsBetweenPositionAndLimitLeaves() throws IOException {
        ByteBuffer bytes = direct((byte) 1, (byte) 2, (byte) 3, (byte) 4).position(1).limit(3);

        assertThat(sink.write(bytes)).isEqualTo(2);

        assertThat(bytes.hasRemaining()).isFalse();
        assertThat(peer.getInputStream().readNBytes(2)).containsExactly(2, 3);
    }

    @Test
    void nothingIsNoError() throws IOException {
        assertThat(sink.write(direct())).isZero();
    }

    @Test
    void bytesOnTheHeapGoTheUsualWay() throws IOException {
        assertThat(sink.write(ByteBuffer.wrap(new byte[]{7}))).isEqualTo(1);

        assertThat(peer.getInputStream().read()).isEqualTo(7);
    }

    @Test
    void aFullSocketTakesWhatItHasRoomForAndThenNothing() throws Exception {
        var sent = new byte[16 << 20];
        new Random(1).nextBytes(sent);
        ByteBuffer bytes = ByteBuffer.allocateDirect(sent.length).put(sent).flip();

        while (sink.write(bytes) > 0) {
            assertThat(bytes.hasRemaining()).isTrue();
        }
        assertThat(bytes.position()).isPositive();
        var heard = CompletableFuture.supplyAsync(() -> {
            try {
                return peer.getInputStream().readNBytes(sent.length);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> {
            sink.write(bytes);
            return !bytes.hasRemaining();
        });

        assertThat(heard.get()).isEqualTo(sent);
    }

    @Test
    void aClosedConnectionIsAnErrorAndNobodyElsesSocket() throws IOException {
        connection.close();

        assertThatExceptionOfType(ClosedChannelException.class).isThrownBy(() -> sink.write(direct((byte) 1)));
    }

    @Test
    void aPeerThatIsGoneIsAnError() throws IOException {
        peer.setSoLinger(true, 0); // Closes with a reset.
        peer.close();

        assertThatIOException().isThrownBy(() -> {
            while (true) {
                sink.write(direct((byte) 1));
            }
        });
    }
}
