package dev.anemone.conformance.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Setup;
import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.HttpStream;
import java.util.List;
import org.junit.jupiter.api.Test;

@Conformance(Setup.BRISK)
class EventStreamTimesIT {
    @Test
    void anIdleStreamHearsComments(App app) {
        HttpStream stream = HttpStream.open(app.dial(), Bytes.utf8("GET /app/" + app.credentials().key()
                + "/channels/quiet/events HTTP/1.1\r\nHost: " + app.endpoint().authority() + "\r\n\r\n"));
        stream.wire().patience(Setup.HEARTBEAT.multipliedBy(5));

        for (String begin : List.of(":", "id: ", ":", ":", ":")) {
            assertThat(stream.line()).startsWith(begin);
            assertThat(stream.line()).isEmpty();
        }
    }
}
