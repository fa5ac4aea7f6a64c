package dev.anemone.gateway.transport;

import static dev.anemone.gateway.transport.ClientFrames.FIN;
import static dev.anemone.gateway.transport.ClientFrames.concat;
import static dev.anemone.gateway.transport.ClientFrames.frame;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.transport.FrameDecoderTest.Reading;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Timeout;

/// Any bytes are read without an exception, the same wherever they are cut, and nothing follows what ends a connection:
/// 4 seeds × 5,000 inputs of each kind, or as many as `-Dfuzz.inputs` says.
@Timeout(600)
class FrameDecoderFuzzTest {
    private static final int INPUTS = Integer.getInteger("fuzz.inputs", 5_000);
    private static final int RSV1 = 0x40;

    @RepeatedTest(4)
    void anyBytesAreReadTheSameWhereverTheyAreCut(RepetitionInfo repetition) {
        anyBytesAreReadTheSame(new SplittableRandom(repetition.getCurrentRepetition()), false, Reading::of);
    }

    @RepeatedTest(4)
    void anyCompressedBytesAreReadTheSameWhereverTheyAreCut(RepetitionInfo repetition) {
        anyBytesAreReadTheSame(new SplittableRandom(repetition.getCurrentRepetition()), true, Reading::inflated);
    }

    private static void anyBytesAreReadTheSame(SplittableRandom random, boolean compression,
            Function<byte[][], List<String>> reading) {
        int ended = 0;
        for (int i = 0; i < INPUTS; i++) {
            byte[] wire = i % 2 == 0 ? noise(random, compression) : damaged(random, compression);
            List<String> read = reading.apply(new byte[][]{wire});
            assertThat(reading.apply(pieces(wire, random))).isEqualTo(read);
            long ends = read.stream().filter(line -> line.startsWith("closed") || line.startsWith("violation")).count();
            assertThat(ends).isLessThanOrEqualTo(1);
            if (ends == 1) {
                assertThat(read.getLast()).matches("(closed|violation) \\d+");
                ended++;
            }
        }
        assertThat(ended).as("inputs that end the connection").isBetween(INPUTS / 10, INPUTS * 99 / 100);
    }

    @RepeatedTest(4)
    void messagesComeOutAsTheyWentIn(RepetitionInfo repetition) {
        messagesComeOutAsTheyWentIn(new SplittableRandom(repetition.getCurrentRepetition()), false, Reading::of);
    }

    @RepeatedTest(4)
    void compressedMessagesComeOutAsTheyWentIn(RepetitionInfo repetition) {
        messagesComeOutAsTheyWentIn(new SplittableRandom(repetition.getCurrentRepetition()), true, Reading::inflated);
    }

    private static void messagesComeOutAsTheyWentIn(SplittableRandom random, boolean compression,
            Function<byte[][], List<String>> reading) {
        for (int i = 0; i < INPUTS; i++) {
            var expected = new ArrayList<String>();
            byte[] wire = conversation(random, compression, expected);
            assertThat(reading.apply(pieces(wire, random))).isEqualTo(expected);
        }
    }

    private static byte[] noise(SplittableRandom random, boolean compression) {
        var bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        for (int i = 0; i + 1 < bytes.length && random.nextInt(3) > 0; i += random.nextInt(2, 9)) {
            bytes[i] = (byte) (random.nextInt(2) << 7 | random.nextInt(12)); // Nearly a header.
            bytes[i] |= (byte) (compression && random.nextBoolean() ? RSV1 : 0);
            bytes[i + 1] |= (byte) 0x80;
        }
        return bytes;
    }

    private static byte[] damaged(SplittableRandom random, boolean compression) {
        byte[] wire = conversation(random, compression, new ArrayList<>());
        for (int changes = random.nextInt(3); changes > 0 && wire.length > 0; changes--) {
            wire[random.nextInt(wire.length)] = (byte) random.nextInt();
        }
        return wire;
    }

    /// Texts in up to five fragments each, with control frames anywhere between; `expected` is what is to be read.
    private static byte[] conversation(SplittableRandom random, boolean compression, List<String> expected) {
        var frames = new ArrayList<byte[]>();
        for (int messages = random.nextInt(4); messages > 0; messages--) {
            byte[] text = "aé漢😀".repeat(random.nextInt(50)).getBytes(UTF_8);
            boolean compressed = compression && random.nextInt(3) > 0;
            byte[] payload = compressed ? Compressed.deflate(text, random.nextInt(10)) : text;
            int begin = ClientFrames.TEXT | (compressed ? RSV1 : 0);
            int fragments = random.nextInt(1, 6);
            int from = 0;
            for (int i = 0; i < fragments; i++) {
                boolean last = i == fragments - 1;
                int to = last ? payload.length : random.nextInt(from, payload.length + 1);
                frames.add(frame((last ? FIN : 0) | (i == 0 ? begin : ClientFrames.CONTINUATION),
                        Arrays.copyOfRange(payload, from, to)));
                from = to;
                if (!last && random.nextInt(3) == 0) {
                    frames.add(frame(FIN | ClientFrames.PING, "p".getBytes(UTF_8)));
                    expected.add("ping p");
                }
            }
            expected.add("text " + new String(text, UTF_8));
        }
        return concat(frames.toArray(new byte[0][]));
    }

    private static byte[][] pieces(byte[] wire, SplittableRandom random) {
        var pieces = new ArrayList<byte[]>();
        int most = random.nextInt(1, 60);
        for (int from = 0; from < wire.length;) {
            int to = Math.min(wire.length, from + random.nextInt(1, most + 1));
            pieces.add(Arrays.copyOfRange(wire, from, to));
            from = to;
        }
        return pieces.toArray(new byte[0][]);
    }
}
