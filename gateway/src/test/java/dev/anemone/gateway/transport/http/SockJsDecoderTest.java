package dev.anemone.gateway.transport.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SockJsDecoderTest {
    private static Optional<List<String>> messages(String body) {
        return SockJsDecoder.messages(body.getBytes(UTF_8))
                .map(list -> list.stream().map(message -> new String(message, UTF_8)).toList());
    }

    @Test
    void readsAnArrayOfStrings() {
        assertThat(messages("[]")).contains(List.of());
        assertThat(messages(" [\"a\" , \"\\\"ż\\u0142🐢\\\"\"] ")).contains(List.of("a", "\"żł🐢\""));
    }

    @Test
    void readsAStringAlone() {
        assertThat(messages("\"a\"")).contains(List.of("a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "[", "[\"a\"", "[\"a\",]", "[1]", "[\"a\",1]", "[null]", "{}", "1", "null",
            "[] []",
            "\"a\" \"b\"", "[[]]", "x"})
    void refusesAllElse(String body) {
        assertThat(messages(body)).isEmpty();
    }

    @Test
    void anyBytesYieldAnAnswer() {
        var random = new Random(7);
        byte[] alphabet = "[]\"\\,{}:u0 path\n\u00ff".getBytes(UTF_8);
        for (int i = 0; i < 100_000; i++) {
            var bytes = new byte[random.nextInt(24)];
            for (int j = 0; j < bytes.length; j++) {
                bytes[j] = alphabet[random.nextInt(alphabet.length)];
            }
            assertThat(SockJsDecoder.messages(bytes)).isNotNull();
            SockJsDecoder.path(bytes);
        }
    }

    @Test
    void readsThePathOfAFirstMessage() {
        assertThat(SockJsDecoder.path("{\"other\":{\"path\":1},\"path\":\"/app/k?a=b\"}".getBytes(UTF_8)))
                .isEqualTo("/app/k?a=b");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"path\":7}", "[\"path\"]", "{\"path\":\"/a\"", "{\"path\":\"/a\"} x"})
    void orFindsNone(String message) {
        assertThat(SockJsDecoder.path(message.getBytes(UTF_8))).isNull();
    }
}
