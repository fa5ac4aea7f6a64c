package dev.anemone.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
    private static final int MAX = 100_000;

    private static byte[] stream(int... lengths) {
        var bytes = new ByteArrayOutputStream();
        for (int length : lengths) {
            bytes.write(Frames.FIN | Frames.TEXT);
            if (length < 126) {
                bytes.write(length);
            } else if (length < 0x10000) {
                bytes.writeBytes(new byte[]{126, (byte) (length >> 8), (byte) length});
            } else {
                bytes.writeBytes(new byte[]{127, 0, 0, 0, 0, (byte) (length >> 24), (byte) (length >> 16),
                        (byte) (length >> 8), (byte) length});
            }
            bytes.writeBytes("x".repeat(length).getBytes(StandardCharsets.US_ASCII));
        }
        return bytes.toByteArray();
    }

    /// RFC 6455, 5.2: lengths in one, three and nine bytes; cut between any two bytes.
    @Test
    void framesAreFoundWhereverAReadCutsThem() throws ProtocolFault {
        byte[] all = stream(0, 5, 125, 126, 300, 70_000);
        for (int cut = 0; cut <= all.length; cut += cut < 600 || cut > all.length - 5 ? 1 : 997) {
            List<Integer> found = new ArrayList<>();
            Frames.Sink sink = (_, _, _, length) -> found.add(length);

            int rest = Frames.scan(all, 0, cut, MAX, sink);
            int end = Frames.scan(all, rest, all.length, MAX, sink);

            assertThat(rest).isLessThanOrEqualTo(cut);
            assertThat(end).isEqualTo(all.length);
            assertThat(found).containsExactly(0, 5, 125, 126, 300, 70_000);
        }
    }

    @Test
    void aFrameOverTheBoundIsRefusedBeforeItHasArrived() throws ProtocolFault {
        byte[] head = {(byte) 0x81, 126, 0x03, (byte) 0xE8};

        assertThat(Frames.scan(head, 0, head.length, 1000, (_, _, _, _) -> {})).isZero();
        assertThatThrownBy(() -> Frames.scan(head, 0, head.length, 999, (_, _, _, _) -> {}))
                .isInstanceOf(ProtocolFault.class).hasMessageContaining("1000 bytes; at most 999");
    }

    @ParameterizedTest
    @ValueSource(strings = {"8180", "9100", "a100"})
    void masksAndReservedBitsAreFaults(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);

        assertThatThrownBy(() -> Frames.scan(bytes, 0, bytes.length, MAX, (_, _, _, _) -> {}))
                .isInstanceOf(ProtocolFault.class);
    }

    /// RFC 6455, 5.3: unmasked with the key that travels in front, the payload is what was said.
    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125, 126, 65_535, 65_536})
    void whatClientsSayIsMasked(int length) {
        String said = "y".repeat(length);
        var frame = new ClientFrames(new SplittableRandom(7)).text(said);
        assertThat(frame.get()).isEqualTo((byte) 0x81);
        int second = frame.get() & 0xFF;
        assertThat(second & 0x80).isEqualTo(0x80);
        long size = switch (second & 0x7F) {
            case 126 -> frame.getShort() & 0xFFFF;
            case 127 -> frame.getLong();
            default -> second & 0x7F;
        };
        byte[] mask = new byte[4];
        frame.get(mask);
        byte[] payload = new byte[frame.remaining()];
        frame.get(payload);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= mask[i % 4];
        }

        assertThat(size).isEqualTo(length);
        assertThat(new String(payload, StandardCharsets.UTF_8)).isEqualTo(said);
    }
}
