package dev.anemone.gateway.transport;

import static dev.anemone.gateway.transport.ClientFrames.concat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.SplittableRandom;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageInflaterTest {
    private static final int MAX_BYTES = 100_000;
    private static final byte[] HELLO = "Hello".getBytes(UTF_8);

    private final MessageInflater inflater = new MessageInflater(MAX_BYTES);

    private byte[] inflate(byte[] payload) throws DataFormatException {
        byte[] around = concat(new byte[]{(byte) 0xff, (byte) 0xff}, payload, new byte[]{(byte) 0xff, (byte) 0xff});
        int length = inflater.inflate(around, 2, payload.length);
        return Arrays.copyOf(inflater.message(), length);
    }

    /// Whatever came before, the next message is read as it was meant.
    @AfterEach
    void nothingIsLeftBehind() throws DataFormatException {
        assertThat(inflate(Compressed.deflate(HELLO))).isEqualTo(HELLO);
    }

    /// RFC 7692 §7.2.3.
    @ParameterizedTest(name = "{0}")
    @CsvSource({"one block, f248cdc9c90700", "with a shared window of its own, f200110000",
            "stored, 000500faff48656c6c6f00",
            "a final block, f348cdc9c9070000", "a final block with nothing behind it, f348cdc9c90700",
            "two blocks, f248050000 00ffff cac9c90700"})
    void readsTheExamplesOfTheRfc(String name, String payload) throws DataFormatException {
        byte[] bytes = HexFormat.of().parseHex(payload.replace(" ", ""));
        if (name.startsWith("with a shared window")) { // §7.2.3.2 needs the message before, which we agreed not to keep.
            assertThatExceptionOfType(DataFormatException.class).isThrownBy(() -> inflate(bytes));
        } else {
            assertThat(inflate(bytes)).isEqualTo(HELLO);
        }
    }

    @Test
    void anEmptyMessageIsOneByte() throws DataFormatException { // §7.2.3.6
        assertThat(inflate(new byte[]{0})).isEmpty();
        assertThat(inflate(Compressed.finalBlock(new byte[0]))).isEmpty();
    }

    @Test
    void blocksMayFollowAFinalOne() throws DataFormatException {
        byte[] one = Compressed.finalBlock("one, ".repeat(5).getBytes(UTF_8));
        byte[] two = Compressed.finalBlock("two, ".repeat(5).getBytes(UTF_8));

        assertThat(new String(inflate(concat(one, two, Compressed.deflate(HELLO))), UTF_8))
                .isEqualTo("one, ".repeat(5) + "two, ".repeat(5) + "Hello");
        assertThat(new String(inflate(concat(one, two, new byte[]{0})), UTF_8))
                .isEqualTo("one, ".repeat(5) + "two, ".repeat(5));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 100, 4_095, 4_096, 4_097, 8_192, 65_535, 65_536, 65_537, MAX_BYTES - 1, MAX_BYTES})
    void messagesOfAnySizeComeOutAsTheyWentIn(int length) throws DataFormatException {
        var random = new SplittableRandom(length);
        var noise = new byte[length];
        random.nextBytes(noise);
        var text = new byte[length];
        for (int i = 0; i < length; i++) {
            text[i] = (byte) (' ' + random.nextInt(20));
        }
        for (byte[] message : new byte[][]{noise, text, new byte[length]}) {
            for (int level : new int[]{Deflater.NO_COMPRESSION, Deflater.BEST_SPEED, Deflater.BEST_COMPRESSION}) {
                assertThat(inflate(Compressed.deflate(message, level))).isEqualTo(message);
            }
            assertThat(inflate(Compressed.finalBlock(message))).isEqualTo(message);
        }
    }

    @Test
    void itStopsOneByteBehindTheBound() throws DataFormatException {
        assertThat(inflate(Compressed.deflate(new byte[MAX_BYTES + 1]))).hasSize(MAX_BYTES + 1);
        assertThat(inflate(Compressed.deflate(new byte[MAX_BYTES + 2]))).hasSize(MAX_BYTES + 1);
    }

    /// 100 MB in 100 KB.
    @Test
    @Timeout(10)
    void aBombIsNotReadToItsEnd() throws DataFormatException {
        byte[] bomb = Compressed.deflate(new byte[100_000_000]);
        assertThat(bomb).hasSizeLessThan(100_000);

        for (int i = 0; i < 300; i++) { // 30 GB.
            assertThat(inflater.inflate(bomb, 0, bomb.length)).isEqualTo(MAX_BYTES + 1);
        }

        assertThat(inflater.message()).hasSizeLessThanOrEqualTo(MAX_BYTES + 1);
    }

    @Test
    void aSmallBoundIsOneToo() throws DataFormatException {
        var small = new MessageInflater(10);
        byte[] eleven = Compressed.deflate(new byte[11]);
        byte[] ten = Compressed.deflate(new byte[10]);

        assertThat(small.inflate(eleven, 0, eleven.length)).isEqualTo(11);
        assertThat(small.inflate(ten, 0, ten.length)).isEqualTo(10);
    }

    @Test
    void whatALargeMessageTookIsGivenBack() throws DataFormatException {
        assertThat(inflate(Compressed.deflate(new byte[MAX_BYTES]))).hasSize(MAX_BYTES);
        assertThat(inflate(Compressed.deflate(HELLO))).isEqualTo(HELLO);

        assertThat(inflater.message()).hasSizeLessThanOrEqualTo(4_096);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "07", "ff", "0100", "f248cd", "000500fbff48656c6c6f00", "000500faff4865",
            "f248cdc9c9070000 0000ffff", "f248cdc9c90700 ffffff"})
    void whatIsNoDeflateIsRefused(String payload) {
        assertThatExceptionOfType(DataFormatException.class)
                .isThrownBy(() -> inflate(HexFormat.of().parseHex(payload.replace(" ", ""))));
    }

    @Test
    void aMessageThatWasCutIsRefusedWhereverItWas() {
        byte[] payload = Compressed.deflate("aé漢😀 and {\"event\":\"client-typing\"}".repeat(30).getBytes(UTF_8));

        for (int length = 0; length < payload.length - 1; length++) { // The last byte may be nothing but padding.
            byte[] part = Arrays.copyOf(payload, length);
            assertThatExceptionOfType(DataFormatException.class).as("%d of %d", length, payload.length)
                    .isThrownBy(() -> inflate(part));
        }
    }

    @Test
    @Timeout(10)
    void finalBlocksThatSayNothingAreLimited() throws DataFormatException {
        byte[] empty = Compressed.finalBlock(new byte[0]);
        byte[] thousand = concat(Collections.nCopies(1_000, empty).toArray(new byte[0][]));

        assertThat(inflate(thousand)).isEmpty();
        assertThatExceptionOfType(DataFormatException.class).isThrownBy(() -> inflate(concat(thousand, empty, empty)));
    }

    @Test
    void anyBytesAreReadOrRefused() {
        var random = new SplittableRandom(7692);
        int read = 0;
        int refused = 0;
        for (int i = 0; i < 20_000; i++) {
            byte[] payload = Compressed.deflate("aé漢😀".repeat(random.nextInt(20)).getBytes(UTF_8));
            if (random.nextBoolean()) {
                payload = new byte[random.nextInt(60)];
                random.nextBytes(payload);
            } else {
                payload[random.nextInt(payload.length)] = (byte) random.nextInt();
            }
            try {
                assertThat(inflater.inflate(payload, 0, payload.length)).isBetween(0, MAX_BYTES + 1);
                read++;
            } catch (DataFormatException _) {
                refused++;
            }
        }
        assertThat(read).isGreaterThan(500);
        assertThat(refused).isGreaterThan(5_000);
    }
}
