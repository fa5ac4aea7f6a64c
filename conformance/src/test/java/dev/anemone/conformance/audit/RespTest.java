package dev.anemone.conformance.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RespTest {
    @Test
    void everyTypeIsOneValueAndNoByteIsLost() throws IOException {
        List<String> values = List.of("+OK\r\n", "-ERR no\r\n", ":-7\r\n", "$5\r\na\r\nbc\r\n", "$0\r\n\r\n", "$-1\r\n",
                "*-1\r\n", "*0\r\n", "*2\r\n$1\r\na\r\n*1\r\n:1\r\n", "_\r\n", "#t\r\n", ",1.5\r\n", "(123\r\n",
                "=7\r\ntxt:abc\r\n", "!5\r\nERR a\r\n", "%1\r\n+k\r\n:1\r\n", "~1\r\n+a\r\n",
                "|1\r\n+k\r\n+v\r\n:1\r\n",
                ">3\r\n$7\r\nmessage\r\n$1\r\nc\r\n$2\r\nhi\r\n");

        List<Resp.Value> read = read(String.join("", values));

        assertThat(read.stream().map(value -> new String(value.bytes().toArray(), StandardCharsets.ISO_8859_1)))
                .containsExactlyElementsOf(values);
    }

    @Test
    void messagesAreToldFromAnswers() throws IOException {
        String text = "$7\r\nmessage\r\n$4\r\nchat\r\n$2\r\nhi\r\n";

        assertThat(read(">3\r\n" + text + "*3\r\n" + text + ">3\r\n" + text.replace("$7\r\nmessage", "$8\r\nsmessage")))
                .allSatisfy(value -> {
                    assertThat(value.isMessage()).isTrue();
                    assertThat(value.channel()).isEqualTo("chat");
                    assertThat(value.payload()).isEqualTo("hi");
                });
        assertThat(read(">3\r\n$9\r\nsubscribe\r\n$4\r\nchat\r\n:1\r\n*1\r\n$7\r\nmessage\r\n$7\r\nmessage\r\n"))
                .hasSize(3).noneMatch(Resp.Value::isMessage);
    }

    @Test
    void halfAValueIsNone() {
        assertThatExceptionOfType(EOFException.class).isThrownBy(() -> read("*2\r\n:1\r\n"));
        assertThatExceptionOfType(EOFException.class).isThrownBy(() -> read("$5\r\nabc"));
        assertThatExceptionOfType(EOFException.class).isThrownBy(() -> read(":1"));
    }

    private static List<Resp.Value> read(String text) throws IOException {
        var resp = new Resp(new ByteArrayInputStream(text.getBytes(StandardCharsets.ISO_8859_1)));
        var values = new ArrayList<Resp.Value>();
        for (Resp.Value value = resp.next(); value != null; value = resp.next()) {
            values.add(value);
        }
        return values;
    }
}
