package dev.anemone.gateway.transport;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// Every verdict is compared to that of the JDK's own decoder.
class Utf8Test {
    private static final int[] EDGES = {0x00, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc0, 0xff};

    private final CharsetDecoder jdk = UTF_8.newDecoder();
    private final CharBuffer decoded = CharBuffer.allocate(256);

    private void assertSameVerdict(byte[] bytes, int from, int to) {
        boolean expected = !jdk.reset().decode(ByteBuffer.wrap(bytes, from, to - from), decoded.clear(), true)
                .isError();
        if (Utf8.valid(bytes, from, to) != expected) {
            fail("Expected " + expected + ": " + HexFormat.of().formatHex(bytes, from, to));
        }
    }

    @Test
    void everySequenceOfUpToThreeBytes() {
        for (int first = 0; first < 256; first++) {
            assertSameVerdict(new byte[]{(byte) first}, 0, 1);
            byte[] bytes = {(byte) first, 0, 0};
            for (int second = 0; second < 256; second++) {
                bytes[1] = (byte) second;
                assertSameVerdict(bytes, 0, 2);
                if (first < 0x80 && second < 0x80) {
                    continue; // The third byte stands alone then.
                }
                for (int third = 0; third < 256; third++) {
                    bytes[2] = (byte) third;
                    assertSameVerdict(bytes, 0, 3);
                }
            }
        }
    }

    @Test
    void everyFourByteSequenceAtTheEdges() {
        for (int first = 0xe0; first < 256; first++) {
            for (int second = 0; second < 256; second++) {
                for (int third : EDGES) {
                    for (int fourth : EDGES) {
                        byte[] bytes = {(byte) first, (byte) second, (byte) third, (byte) fourth};
                        assertSameVerdict(bytes, 0, 4);
                    }
                }
            }
        }
    }

    @Test
    void everyCodePoint() {
        for (int codePoint = 0; codePoint <= Character.MAX_CODE_POINT; codePoint++) {
            if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
                byte[] bytes = Character.toString(codePoint).getBytes(UTF_8);
                if (!Utf8.valid(bytes, 0, bytes.length)) {
                    fail("Valid: U+" + Integer.toHexString(codePoint));
                }
            }
        }
    }

    @Test
    void oneWrongByteIsFoundWhereverItStands() {
        for (int length = 1; length < 40; length++) {
            byte[] ascii = "x".repeat(length).getBytes(UTF_8);
            for (int at = 0; at < length; at++) {
                byte[] broken = ascii.clone();
                broken[at] = (byte) 0x80;
                assertThat(Utf8.valid(broken, 0, length)).isFalse();
                assertThat(Utf8.valid(broken, at + 1, length)).isTrue();
                assertThat(Utf8.valid(broken, 0, at)).isTrue();
            }
        }
    }

    @Test
    void randomTextWithRandomDamageAnywhereInAnArray() {
        var random = new SplittableRandom(3629);
        String[] alphabet = {"a", "quick brown", "é", "漢", "😀", "\u0000", "\uffff", "\ud7ff", "\ue000"};
        for (int i = 0; i < 200_000; i++) {
            var text = new StringBuilder();
            for (int parts = random.nextInt(8); parts > 0; parts--) {
                text.append(alphabet[random.nextInt(alphabet.length)]);
            }
            byte[] valid = text.toString().getBytes(UTF_8);
            int from = random.nextInt(9);
            byte[] bytes = new byte[from + valid.length + random.nextInt(9)];
            Arrays.fill(bytes, (byte) 0xff);
            System.arraycopy(valid, 0, bytes, from, valid.length);
            int to = from + valid.length;
            if (valid.length > 0 && random.nextBoolean()) {
                bytes[random.nextInt(from, to)] = (byte) random.nextInt();
            }
            assertSameVerdict(bytes, from, random.nextInt(4) == 0 ? random.nextInt(from, to + 1) : to);
        }
    }
}
