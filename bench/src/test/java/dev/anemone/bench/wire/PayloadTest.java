package dev.anemone.bench.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PayloadTest {
    private static final long TIME = 0x0123_4567_89AB_CDEFL;

    @ParameterizedTest
    @ValueSource(ints = {64, 65, 120, 170, 10_240})
    void itIsJsonOfTheLengthAskedFor(int bytes) throws IOException {
        String text = Payload.text(bytes);

        assertThat(text).hasSize(bytes);
        assertThat(JsonMapper.builder().build().readTree(text).path("stamp").asText()).startsWith("@anemone");
        assertThatThrownBy(() -> Payload.text(63)).hasMessageContaining("at least 64");
    }

    @Test
    void whatIsPublishedIsFoundWhereverItStands() {
        var payload = Payload.of(170);
        byte[] frame = new byte[50 + payload.escapedLength()];
        payload.put(frame, 45, 0xFFFF_FFFE, TIME);

        int found = Payload.find(frame, 10, frame.length - 10, 3);

        assertThat(found).isGreaterThan(45);
        assertThat(Payload.find(frame, 10, frame.length - 10, found - 10)).isEqualTo(found);
        assertThat(Payload.event(frame, found)).isEqualTo(-2);
        assertThat(Payload.timeNanos(frame, found)).isEqualTo(TIME);
    }

    @Test
    void otherMessagesHaveNone() {
        byte[] other = "{\"event\":\"pusher:ping\",\"data\":{},\"who\":\"someone@anemone\"}"
                .getBytes(StandardCharsets.US_ASCII);

        assertThat(Payload.find(other, 0, other.length, 0)).isEqualTo(-1);
    }

    @Test
    void bodiesAreWhatTheApiTakes() throws IOException {
        var body = new EventBody(Payload.of(100));
        body.beginBatch();
        body.add("bench-0", 1, TIME);
        body.add("bench-1", 2, TIME);
        body.endBatch();
        var batch = JsonMapper.builder().build().readTree(body.bytes(), 0, body.length()).path("batch");
        assertThat(batch).hasSize(2);
        assertThat(batch.get(1).path("channel").asText()).isEqualTo("bench-1");
        assertThat(batch.get(1).path("data").asText()).hasSize(100).contains("@anemone00000002");

        body.single("bench-2", 3, TIME);
        var single = JsonMapper.builder().build().readTree(body.bytes(), 0, body.length());
        assertThat(single.path("channels").get(0).asText()).isEqualTo("bench-2");
        assertThat(single.path("name").asText()).isEqualTo("bench");
    }
}
