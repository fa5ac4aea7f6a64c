package dev.anemone.store.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireTextTest {
    private static String decoded(byte... bytes) {
        return WireText.decode(ByteBuffer.wrap(bytes));
    }

    /// Nodes of two versions meet on these bytes, and Redis compares them.
    @Test
    void theFormatIsStable() {
        assertThat(WireText.encode("")).isEqualTo(new byte[]{'8'});
        assertThat(WireText.encode("aé")).isEqualTo(HexFormat.of().parseHex("3861c3a9"));
        assertThat(WireText.encode("a\ud83d")).isEqualTo(HexFormat.of().parseHex("360061d83d"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "Größe 漢 😀", "\u0000 \n", "\ud83d", "\ude00\ud83d", "a\udfffb", "8", "6"})
    void whatWasEncodedIsDecoded(String text) {
        assertThat(decoded(WireText.encode(text))).isEqualTo(text);
    }

    @Test
    void anyStringSurvives() {
        var random = new SplittableRandom(20_260_104);
        for (int i = 0; i < 20_000; i++) {
            char[] chars = new char[random.nextInt(12)];
            for (int j = 0; j < chars.length; j++) {
                chars[j] = (char) (random.nextInt(4) == 0 ? 0xd800 + random.nextInt(0x800) : random.nextInt(0x10000));
            }
            String text = new String(chars);

            assertThat(decoded(WireText.encode(text))).isEqualTo(text);
        }
    }

    @Test
    void allOfTheBytesAreRead() {
        for (String text : new String[]{"ann", "\ud83d"}) {
            var bytes = ByteBuffer.wrap(WireText.encode(text));
            WireText.decode(bytes);
            assertThat(bytes.hasRemaining()).isFalse();
        }
    }

    @Test
    void whatIsNoTextIsRefused() {
        for (byte[] bytes : new byte[][]{{}, {'7', 'a'}, {'6', 0}, {'6', 0, 'a', 0}}) {
            assertThatIllegalArgumentException().isThrownBy(() -> decoded(bytes));
        }
    }
}
