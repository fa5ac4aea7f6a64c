package dev.anemone.gateway.transport.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.protocol.Frame;
import dev.anemone.gateway.protocol.MessageEncoder;
import java.io.ByteArrayOutputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SockJsFramesTest {
    private static String messages(Frame... frames) {
        var chunk = new ByteArrayOutputStream();
        SockJsFrames.messages(List.of(frames), chunk);
        return chunk.toString(UTF_8);
    }

    @Test
    void messagesAreStringsInAnArrayOnOneLine() {
        assertThat(messages(MessageEncoder.PONG, MessageEncoder.error("ż\"🐢\n")))
                .isEqualTo("a[\"{\\\"event\\\":\\\"pusher:pong\\\",\\\"data\\\":\\\"{}\\\"}\","
                        + "\"{\\\"event\\\":\\\"pusher:error\\\",\\\"data\\\":{\\\"code\\\":null,\\\"message\\\":"
                        + "\\\"ż\\\\\\\"🐢\\\\n\\\"}}\"]\n");
    }

    @Test
    void aCloseHasItsCodeAndReason() {
        assertThat(new String(SockJsFrames.close(4200, "a \"b\""), UTF_8)).isEqualTo("c[4200,\"a \\\"b\\\"\"]\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "abc", "żółw", "\u2028\uffff", "🐢a🐢"})
    void charactersAreCountedAsScriptsCountThem(String text) {
        assertThat(SockJsFrames.characters(text.getBytes(UTF_8))).isEqualTo(text.length());
    }
}
