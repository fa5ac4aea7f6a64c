package dev.anemone.gateway.transport;

import dev.anemone.bench.jmh.Measured;
import dev.anemone.gateway.protocol.CloseCode;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// A client's frame, as it was read, becomes text: its header is checked, it is unmasked in place (RFC 6455 §5.3), and it
/// is found to be UTF-8.
@SuppressWarnings("NullAway.Init") // JMH calls the setup first.
public class UnmaskingBenchmark extends Measured implements FrameDecoder.Handler {
    /// Few bits, so that what is unmasked twice is text each time, and one array can be decoded over and over.
    private static final int MASK = 0x01020304;

    @Param({"16", "250", "65536"}) public int payloadBytes;

    private final FrameDecoder decoder = new FrameDecoder(128 << 10, 1, null);
    private byte[] frame;
    private long texts;

    @Setup
    public void frame() {
        var payload = new byte[payloadBytes];
        Arrays.fill(payload, (byte) 'a');
        var wire = ByteBuffer.allocate(payloadBytes + 14).put((byte) 0x81);
        if (payloadBytes < 126) {
            wire.put((byte) (0x80 | payloadBytes));
        } else if (payloadBytes < 1 << 16) {
            wire.put((byte) (0x80 | 126)).putShort((short) payloadBytes);
        } else {
            wire.put((byte) (0x80 | 127)).putLong(payloadBytes);
        }
        wire.putInt(MASK).put(payload);
        frame = Arrays.copyOf(wire.array(), wire.position());
        if (decode() != 1) {
            throw new IllegalStateException("No text came out");
        }
    }

    @Benchmark
    public long decode() {
        decoder.decode(frame, frame.length, this);
        return texts;
    }

    @Override
    public void text(byte[] bytes, int offset, int length) {
        texts++;
    }

    @Override
    public void ping(byte[] data) {
        throw unexpected();
    }

    @Override
    public void pong() {
        throw unexpected();
    }

    @Override
    public void closed(int code) {
        throw unexpected();
    }

    @Override
    public void violation(CloseCode code, String reason) {
        throw new IllegalStateException(reason);
    }

    private static IllegalStateException unexpected() {
        return new IllegalStateException("Only texts were sent");
    }
}
