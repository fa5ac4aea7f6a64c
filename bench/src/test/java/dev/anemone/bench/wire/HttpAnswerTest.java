package dev.anemone.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpAnswerTest {
    /// RFC 9112, 6: the body has a length, or comes in chunks; each byte may come alone.
    @ParameterizedTest
    @CsvSource({"HTTP/1.1 200 OK|Content-Length: 2||{}, 200, true",
            "HTTP/1.1 200 OK|Content-Length: 2|Connection: Close||{}, 200, false",
            "HTTP/1.0 200 OK|Content-Length: 2||{}, 200, false",
            "HTTP/1.1 401 Unauthorized|Transfer-Encoding: Chunked||2|{}|0||, 401, true"})
    void anAnswerIsCompleteWithItsLastByte(String lines, int status, boolean keepsAlive) throws ProtocolFault {
        byte[] bytes = lines.replace("|", "\r\n").getBytes(StandardCharsets.US_ASCII);
        var answer = new HttpAnswer();
        for (int i = 0; i < bytes.length - 1; i++) {
            assertThat(answer.add(bytes, i, 1)).as("after byte %d", i).isFalse();
        }

        assertThat(answer.add(bytes, bytes.length - 1, 1)).isTrue();
        assertThat(answer.status()).isEqualTo(status);
        assertThat(answer.keepsAlive()).isEqualTo(keepsAlive);
        assertThat(answer.body()).contains("{}");
    }

    @Test
    void withoutALengthItEndsWithTheConnection() throws ProtocolFault {
        var answer = new HttpAnswer();
        byte[] bytes = "HTTP/1.1 200 OK\r\n\r\n{}".getBytes(StandardCharsets.US_ASCII);

        assertThat(answer.add(bytes, 0, bytes.length)).isFalse();
        assertThat(answer.end()).isTrue();
        assertThat(answer.keepsAlive()).isFalse();
        answer.clear();
        assertThat(answer.end()).isFalse();
    }
}
