package dev.anemone.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EventDataTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private static EventData ofToken(String token) {
        return EventData.ofToken(token.getBytes(StandardCharsets.UTF_8));
    }

    private static String token(EventData data) {
        return new String(data.token(), StandardCharsets.UTF_8);
    }

    @Test
    void aTokenIsKeptByteForByte() {
        byte[] token = "\"a\\u00e9\\/\\uD83D\\ude00 é\"".getBytes(StandardCharsets.UTF_8);

        assertThat(EventData.ofToken(token).token()).isSameAs(token);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\"", "a", "{}", "\"a", "a\"", "null", " \"a\""})
    void whatIsNotAStringTokenIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> ofToken(text)).withMessage("Not a JSON string token.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"a\"b\"", "\"\\\"", "\"\n\"", "\"\u0000\"", "\"\u001f\"", "\"\\x\"", "\"\\u\"",
            "\"\\u004\"", "\"\\u00g1\"", "\"\\u\uff11234\"", "\"\\U0041\""})
    void whatBreaksAStringTokenIsRefused(String token) {
        assertThatIllegalArgumentException().isThrownBy(() -> ofToken(token))
                .withMessageStartingWith("Not a JSON string token in UTF-8");
    }

    /// RFC 6455 §8.1: one such byte in a frame, and every subscriber fails its connection.
    @ParameterizedTest
    @ValueSource(strings = {"80", "bf", "c0af", "c1bf", "c3", "c328", "e08080", "e09fbf", "eda080", "edbfbf", "e282",
            "e28228",
            "f0808080", "f08fbfbf", "f4908080", "f5808080", "f09f98", "ff", "fe", "f8888080"})
    void bytesThatAreNotUtf8AreRefused(String hex) {
        byte[] bytes = HexFormat.of().parseHex("22" + hex + "22");

        assertThatIllegalArgumentException().isThrownBy(() -> EventData.ofToken(bytes))
                .withMessage("Not a JSON string token in UTF-8: see byte 1.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"c280", "dfbf", "e0a080", "ed9fbf", "ee8080", "efbfbf", "f0908080", "f48fbfbf"})
    void theEdgesOfUtf8AreAccepted(String hex) {
        byte[] bytes = HexFormat.of().parseHex("22" + hex + "22");

        assertThat(EventData.ofToken(bytes).decodedLength()).isEqualTo(hex.length() / 2);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', value = { // token, without its quotes | bytes of what it means
            "a|1", "abc def|7", "~~|0", "é|2", "漢|3", "😀|4", "\\n|1", "\\\"|1", "\\\\|1", "\\/|1", "\\b\\f\\n\\r\\t|5",
            "\\u0041|1", "\\u007f|1", "\\u0080|2", "\\u07FF|2", "\\u0800|3", "\\uffff|3", "\\ud83d\\ude00|4",
            "\\uD83D\\uDE00é|6", "\\\\u0041|6", "\\\\\\u0041|2", "{\\\"a\\\":1}|7"})
    void theLimitCountsDecodedBytes(String inside, int bytes) {
        assertThat(ofToken('"' + inside + '"').decodedLength()).isEqualTo(bytes);
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '~', delimiter = '|', value = {"plain|plain", "q\"q|q\\\"q", "b\\b|b\\\\b", "s/s|s/s",
            "é漢😀|é漢😀", "a\u007fb|a\u007fb", "a\u2028b|a\u2028b"})
    void aStringIsEscapedWhereItMustBeAndNowhereElse(String value, String inside) {
        assertThat(token(EventData.ofString(value))).isEqualTo('"' + inside + '"');
    }

    @Test
    void controlCharactersAreEscaped() {
        assertThat(token(EventData.ofString("\n\r\t\b\f\u0000\u001f")))
                .isEqualTo("\"\\n\\r\\t\\u0008\\u000c\\u0000\\u001f\"");
    }

    @Test
    void loneSurrogatesSurviveAsEscapes() throws IOException {
        for (String value : new String[]{"\ud83d", "\ude00", "a\ud83db", "\ude00\ud83d", "\ud83d\ud83d\ude00"}) {
            EventData data = EventData.ofString(value);

            assertThat(JSON.readValue(data.token(), String.class)).isEqualTo(value);
        }
        assertThat(token(EventData.ofString("\ud83d!"))).isEqualTo("\"\\ud83d!\"");
    }

    @Test
    void everyStringIsReadBackByAParserAndMeasuredRight() throws IOException {
        var random = new SplittableRandom(20_260_101);
        for (int i = 0; i < 20_000; i++) {
            String value = randomText(random);
            EventData data = EventData.ofString(value);

            assertThat(JSON.readValue(data.token(), String.class)).isEqualTo(value);
            assertThat(data.decodedLength()).isEqualTo(value.getBytes(StandardCharsets.UTF_8).length);
            assertThat(EventData.ofToken(data.token()).decodedLength()).isEqualTo(data.decodedLength());
        }
    }

    @Test
    void anyBytesAreATokenThatDecodesOrAreRefused() {
        var random = new SplittableRandom(20_260_102);
        byte[] alphabet = "\"\\u0dD8cC/n é漢😀\n".getBytes(StandardCharsets.UTF_8);
        int accepted = 0;
        for (int i = 0; i < 30_000; i++) {
            byte[] token = new byte[2 + random.nextInt(6)];
            for (int at = 1; at < token.length - 1; at++) {
                token[at] = random.nextInt(8) == 0
                        ? (byte) random.nextInt()
                        : alphabet[random.nextInt(alphabet.length)];
            }
            token[0] = token[token.length - 1] = '"';
            boolean expected = decodes(token);
            if (isAccepted(token) != expected) {
                throw new AssertionError("accepted=" + !expected + " " + HexFormat.of().formatHex(token));
            }
            accepted += expected ? 1 : 0;
        }
        assertThat(accepted).isBetween(1_000, 29_000);
    }

    /// The judgement of a strict UTF-8 decoder and a JSON parser together.
    private static boolean decodes(byte[] token) {
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(token)).toString();
            return JSON.reader(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).readTree(text).isTextual();
        } catch (IOException malformed) {
            return false;
        }
    }

    private static boolean isAccepted(byte[] token) {
        try {
            EventData.ofToken(token);
            return true;
        } catch (IllegalArgumentException refused) {
            return false;
        }
    }

    private static String randomText(SplittableRandom random) {
        var text = new StringBuilder();
        for (int left = random.nextInt(20); left > 0; left--) {
            int codePoint = switch (random.nextInt(4)) {
                case 0 -> random.nextInt(0x80);
                case 1 -> random.nextInt(0x800);
                case 2 -> random.nextInt(0x10000);
                default -> random.nextInt(Character.MAX_CODE_POINT + 1);
            };
            if (codePoint < Character.MIN_SURROGATE || codePoint > Character.MAX_SURROGATE) {
                text.appendCodePoint(codePoint);
            }
        }
        return text.toString();
    }

    @Test
    void equalTokensAreEqual() {
        assertThat(ofToken("\"{}\"")).isEqualTo(EventData.EMPTY_OBJECT).hasSameHashCodeAs(EventData.EMPTY_OBJECT);
        assertThat(ofToken("\"\\u0041\"")).isNotEqualTo(ofToken("\"A\"")); // The same text, but other bytes.
    }

    @Test
    void payloadsDoNotReachALog() {
        assertThat(EventData.ofString("private matter")).hasToString("EventData[14 bytes]");
    }
}
