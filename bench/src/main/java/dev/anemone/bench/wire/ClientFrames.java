package dev.anemone.bench.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;

/// Writes frames as clients must: whole, and masked (RFC 6455, 5.3). Confined to one thread.
public final class ClientFrames {
    private static final int MASKED = 0x80;
    private static final int NORMAL_CLOSURE = 1000;

    private final RandomGenerator random;

    /// @param random where masks come from
    public ClientFrames(RandomGenerator random) {
        this.random = random;
    }

    public ByteBuffer text(String text) {
        return frame(Frames.TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /// The answer to a ping: its payload, unchanged.
    public ByteBuffer pong(byte[] payload) {
        return frame(Frames.PONG, payload);
    }

    /// A close with 1000.
    public ByteBuffer close() {
        return frame(Frames.CLOSE, new byte[]{NORMAL_CLOSURE >> 8, (byte) NORMAL_CLOSURE});
    }

    private ByteBuffer frame(int opcode, byte[] payload) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14).put((byte) (Frames.FIN | opcode));
        if (payload.length < 126) {
            frame.put((byte) (MASKED | payload.length));
        } else if (payload.length < 0x10000) {
            frame.put((byte) (MASKED | 126)).putShort((short) payload.length);
        } else {
            frame.put((byte) (MASKED | 127)).putLong(payload.length);
        }
        int mask = random.nextInt();
        frame.putInt(mask);
        for (int i = 0; i < payload.length; i++) {
            frame.put((byte) (payload[i] ^ (mask >> (24 - (i & 3) * 8))));
        }
        return frame.flip();
    }
}
