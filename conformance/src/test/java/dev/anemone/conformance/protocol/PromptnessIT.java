package dev.anemone.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.wire.Frame;
import dev.anemone.conformance.wire.RawWebSocket;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/// What must come within a second. Alone, so that other tests do not take the time.
@Conformance
@Isolated
class PromptnessIT {
    private static final Duration ONE_SECOND = Duration.ofSeconds(1);

    @Test
    @PC(2)
    void theServerSpeaksFirstWithinASecond(App app) {
        RawWebSocket socket = app.open(App.USUAL_QUERY);
        socket.patience(ONE_SECOND);

        PusherConnection.established(socket, app.credentials());
    }

    @Test
    @PC(31)
    void aPingIsAnsweredByATextMessageWithinASecond(App app) {
        PusherConnection client = app.connect();
        client.socket().patience(ONE_SECOND);

        client.send("{\"event\":\"pusher:ping\",\"data\":{}}");

        Frame answer = client.socket().receive();
        assertThat(answer.opcode()).isEqualTo(Frame.TEXT);
        assertThat(answer.payload().text()).contains("\"pusher:pong\"");
    }
}
