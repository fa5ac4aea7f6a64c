package dev.anemone.gateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.anemone.gateway.protocol.Frame;
import dev.anemone.gateway.protocol.FrameDeflater;
import dev.anemone.gateway.protocol.MessageEncoder;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class OutboxTest {
    private static final byte[] A = "first".getBytes(UTF_8);
    private static final byte[] B = "x".getBytes(UTF_8);
    private static final byte[] C = "the third, longer than what is laid end to end at once".getBytes(UTF_8);
    private static final byte[] ALL = ClientFrames.concat(A, B, C);

    private final Outbox outbox = new Outbox();
    private final FakeSocket socket = new FakeSocket();
    private final ByteBuffer scratch = ByteBuffer.allocateDirect(16);

    private boolean drain(int room) {
        socket.makeRoom(room);
        try {
            return outbox.drainTo(socket.getSinkChannel().getConduit(), scratch);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void addAll() {
        outbox.add(A);
        outbox.add(B);
        outbox.add(C);
    }

    @Test
    void framesLeaveInOrderWhereverTheSocketStops() {
        for (int cut = 0; cut < ALL.length; cut++) {
            addAll();
            assertThat(outbox.bytes()).isEqualTo(ALL.length);

            assertThat(drain(cut)).isFalse();
            assertThat(outbox.bytes()).isEqualTo(ALL.length - cut);
            assertThat(outbox.isEmpty()).isFalse();
            assertThat(socket.takeWritten()).isEqualTo(Arrays.copyOf(ALL, cut));

            assertThat(drain(ALL.length)).isTrue();
            assertThat(outbox.bytes()).isZero();
            assertThat(outbox.isEmpty()).isTrue();
            assertThat(socket.takeWritten()).isEqualTo(Arrays.copyOfRange(ALL, cut, ALL.length));
        }
    }

    @Test
    void framesLeaveInOrderHoweverLittleTheSocketTakes() {
        for (int step = 1; step <= ALL.length; step++) {
            addAll();
            for (int left = ALL.length; left > 0; left -= step) {
                assertThat(drain(step)).isEqualTo(left <= step);
                assertThat(outbox.bytes()).isEqualTo(Math.max(0, left - step));
            }
            assertThat(drain(0)).as("nothing is left to write").isTrue();
            assertThat(socket.takeWritten()).isEqualTo(ALL);
        }
    }

    @Test
    void manyFramesLeaveInOneWrite() {
        outbox.add(A);
        outbox.add(B);
        outbox.add(B);
        int before = socket.writes();

        drain(Integer.MAX_VALUE);

        assertThat(socket.writes() - before).isEqualTo(1);
    }

    @Test
    void anEmptyOutboxWritesNothing() {
        assertThat(drain(0)).isTrue();
        assertThat(socket.writes()).isZero();
    }

    @Test
    void ofABatchTheRestIsKept() {
        List<Frame> batch = List.of(MessageEncoder.error("a"), MessageEncoder.error("longer"), MessageEncoder.PONG);
        byte[] wire = ClientFrames.concat(batch.stream().map(Frame::wire).toArray(byte[][]::new));
        for (int written = 0; written <= wire.length; written++) {
            outbox.addRest(batch, written, Frame::wire);
            assertThat(outbox.bytes()).isEqualTo(wire.length - written);
            outbox.addRest(batch, 0, Frame::wire);

            assertThat(drain(Integer.MAX_VALUE)).isTrue();
            assertThat(socket.takeWritten())
                    .isEqualTo(ClientFrames.concat(Arrays.copyOfRange(wire, written, wire.length), wire));
        }
    }

    /// Of the bytes that this connection is sent, which are fewer.
    @Test
    void ofADeflatedBatchTheRestIsKept() {
        var deflater = new FrameDeflater(0);
        List<Frame> batch = List.of(MessageEncoder.error("a".repeat(500)), MessageEncoder.PONG,
                MessageEncoder.error("b".repeat(2_000)));
        byte[] wire = ClientFrames.concat(batch.stream().map(frame -> frame.deflated(deflater)).toArray(byte[][]::new));
        assertThat(wire).hasSizeLessThan(250);
        for (int written = 0; written <= wire.length; written++) {
            outbox.addRest(batch, written, frame -> frame.deflated(deflater));
            assertThat(outbox.bytes()).isEqualTo(wire.length - written);

            assertThat(drain(Integer.MAX_VALUE)).isTrue();
            assertThat(socket.takeWritten()).isEqualTo(Arrays.copyOfRange(wire, written, wire.length));
        }
    }

    @Test
    void whenTheRestIsForgottenAFrameThatHasBegunIsFinished() {
        for (int cut = 0; cut < ALL.length; cut++) {
            addAll();
            drain(cut);
            socket.takeWritten();

            outbox.keepOnlyBegun();

            int end = cut <= A.length ? A.length : cut == A.length + B.length ? cut : ALL.length;
            boolean begun = cut > 0 && cut != A.length && cut != A.length + B.length;
            int left = begun ? end - cut : 0;
            assertThat(outbox.bytes()).as("cut at %d", cut).isEqualTo(left);
            outbox.add(B);
            assertThat(drain(Integer.MAX_VALUE)).isTrue();
            assertThat(socket.takeWritten())
                    .isEqualTo(ClientFrames.concat(Arrays.copyOfRange(ALL, cut, cut + left), B));
        }
    }

    @Test
    void aBrokenSocketIsTold() {
        addAll();
        socket.fail(new IOException("reset"));

        assertThatIOException().isThrownBy(() -> outbox.drainTo(socket.getSinkChannel().getConduit(), scratch));
    }

    @Test
    void anyInterleavingKeepsTheOrderAndTheCount() {
        var random = new SplittableRandom(7);
        var expected = new ArrayList<Byte>();
        var written = new ArrayList<Byte>();
        byte next = 0;
        for (int i = 0; i < 20_000; i++) {
            if (random.nextBoolean()) {
                var frame = new byte[random.nextInt(1, 40)];
                for (int j = 0; j < frame.length; j++) {
                    frame[j] = next++;
                    expected.add(frame[j]);
                }
                outbox.add(frame);
            } else {
                drain(random.nextInt(60));
                for (byte b : socket.takeWritten()) {
                    written.add(b);
                }
            }
            assertThat(outbox.bytes()).isEqualTo(expected.size() - written.size());
        }
        drain(Integer.MAX_VALUE);
        for (byte b : socket.takeWritten()) {
            written.add(b);
        }
        assertThat(written).isEqualTo(expected);
    }
}
