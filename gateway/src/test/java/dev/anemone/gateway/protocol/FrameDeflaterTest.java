package dev.anemone.gateway.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.transport.Compressed;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameDeflaterTest {
    private static final int FIN_RSV1_TEXT = 0xc1;

    private final FrameDeflater deflater = new FrameDeflater(0);

    /// JSON-like text of that many bytes: repetitive, as events are.
    private static String text(int bytes, SplittableRandom random) {
        var text = new StringBuilder("{\"event\":\"e\",\"data\":\"");
        while (text.length() < bytes) {
            text.append("{\\\"id\\\":").append(random.nextInt(10_000)).append(",\\\"name\\\":\\\"somebody\\\"}");
        }
        return text.substring(0, bytes);
    }

    /// Text that becomes little shorter.
    private static String noise(int bytes, SplittableRandom random) {
        var text = new StringBuilder(bytes);
        for (int i = 0; i < bytes; i++) {
            text.append((char) random.nextInt(128));
        }
        return text.toString();
    }

    /// What a client that agreed reads from one frame.
    private static String read(byte[] wire) {
        int header = switch (wire[1] & 0x7f) {
            case 126 -> 4;
            case 127 -> 10;
            default -> 2;
        };
        byte[] payload = Arrays.copyOfRange(wire, header, wire.length);
        boolean compressed = (wire[0] & 0xff) == FIN_RSV1_TEXT;
        return new String(compressed ? Compressed.inflate(payload) : payload, UTF_8);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 20, 125, 126, 1_023, 1_024, 10_000, 65_535, 65_536, 65_537, 200_000})
    void clientsReadWhatWasSaid(int bytes) {
        var random = new SplittableRandom(bytes);
        for (String json : new String[]{text(bytes, random), noise(bytes, random), "漢".repeat(bytes / 3)}) {
            Frame frame = Frame.text(json);

            byte[] wire = deflater.deflate(frame);

            assertThat(read(wire)).isEqualTo(json);
            assertThat(wire.length).isLessThanOrEqualTo(frame.size());
        }
    }

    @Test
    void clientsReadMessagesOfRandomSizes() {
        var random = new SplittableRandom(7692);
        for (int i = 0; i < 300; i++) {
            int bytes = random.nextInt(1 << random.nextInt(18));
            String json = random.nextBoolean() ? text(bytes, random) : noise(bytes, random);
            Frame frame = Frame.text(json);

            byte[] wire = deflater.deflate(frame);

            assertThat(read(wire)).isEqualTo(json);
            assertThat(wire.length).isLessThanOrEqualTo(frame.size());
        }
    }

    /// RFC 6455 §5.2: the shortest form, of the length that is sent.
    @ParameterizedTest
    @CsvSource({"0,2", "1000,4", "60000,4", "90000,10"})
    void theHeaderHasTheCompressedLength(int noise, int header) {
        byte[] wire = deflater.deflate(Frame.text("ab".repeat(10_000) + noise(noise, new SplittableRandom(1))));

        int length = wire.length - header;
        assertThat(length).isLessThan(noise + 100);
        byte[] expected = switch (header) {
            case 2 -> ByteBuffer.allocate(2).putShort((short) (0xc100 | length)).array();
            case 4 -> ByteBuffer.allocate(4).putShort((short) 0xc17e).putShort((short) length).array();
            default -> ByteBuffer.allocate(10).putShort((short) 0xc17f).putLong(length).array();
        };
        assertThat(Arrays.copyOf(wire, header)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 20, 50, 1_000, 65_535, 65_536, 200_000})
    void whatWouldNotBecomeShorterStaysAsItIs(int bytes) {
        var payload = new byte[bytes];
        new SplittableRandom(bytes).nextBytes(payload);
        Frame frame = new Frame.Builder(bytes).append(payload).build();

        assertThat(deflater.deflate(frame)).isSameAs(frame.wire());
        assertThat(frame.deflated(deflater)).isSameAs(frame.wire());
    }

    @Test
    void fewerBytesThanTheLeastStayAsTheyAre() {
        var some = new FrameDeflater(1_024);
        Frame fewer = Frame.text("x".repeat(1_023));
        Frame enough = Frame.text("x".repeat(1_024));

        assertThat(some.deflate(fewer)).isSameAs(fewer.wire());
        assertThat(some.deflate(enough)).hasSizeLessThan(50);
        assertThat(read(some.deflate(enough))).isEqualTo("x".repeat(1_024));
    }

    /// Whoever asks first, and whatever it compressed before.
    @Test
    void allDeflatersMakeTheSame() {
        var random = new SplittableRandom(3);
        var other = new FrameDeflater(0);
        for (int i = 0; i < 50; i++) {
            deflater.deflate(Frame.text(text(random.nextInt(100_000), random)));
            Frame frame = Frame.text(text(random.nextInt(20_000), random));

            assertThat(deflater.deflate(frame)).isEqualTo(other.deflate(frame));
        }
    }

    @Test
    void aFrameIsCompressedOnceForAllThreads() throws InterruptedException, ExecutionException {
        var random = new SplittableRandom(4);
        int threads = 4;
        var barrier = new CyclicBarrier(threads);
        try (var executor = Executors.newFixedThreadPool(threads)) {
            for (int round = 0; round < 50; round++) {
                Frame frame = Frame.text(text(5_000, random));
                Callable<byte[]> asking = () -> {
                    var own = new FrameDeflater(0);
                    barrier.await();
                    return frame.deflated(own);
                };
                var answers = executor.invokeAll(Collections.nCopies(threads, asking));
                byte[] made = frame.deflated(deflater);
                for (var answer : answers) {
                    assertThat(answer.get()).isSameAs(made);
                }
                assertThat(read(made)).isEqualTo(frame.json());
            }
        }
    }
}
