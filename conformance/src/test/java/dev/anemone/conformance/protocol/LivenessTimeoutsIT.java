package dev.anemone.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Setup;
import dev.anemone.conformance.wire.Frame;
import dev.anemone.conformance.wire.Wire;
import dev.anemone.conformance.wire.Wire.TimeoutError;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/// What the server does about silence. Times are the server's, so these tests watch it rather than wait.
@Conformance(Setup.IMPATIENT)
class LivenessTimeoutsIT {
    /// Clocks tick apart; no server is a tenth of a second early by mistake.
    private static final Duration TOLERANCE = Duration.ofMillis(100);
    private static final Duration A_FEW_SECONDS = Duration.ofSeconds(5);

    @Test
    @PC(35)
    void anIdleConnectionIsPinged(App app) {
        PusherConnection client = app.connect();
        client.socket().patience(Setup.ACTIVITY_TIMEOUT.plus(A_FEW_SECONDS));

        assertThat(client.socket().receive().opcode()).isEqualTo(Frame.PING);
    }

    @Test
    @PC(36)
    void answeringControlPingsIsEnoughToStay(App app) {
        PusherConnection client = app.connect();
        Instant enough = Instant.now().plus(Setup.ACTIVITY_TIMEOUT).plus(Setup.PONG_TIMEOUT.multipliedBy(2));

        while (Instant.now().isBefore(enough)) {
            Frame ping = client.socket().receive();
            assertThat(ping.opcode()).isEqualTo(Frame.PING);
            client.socket().send(Frame.pong(ping.payload()));
        }

        client.assertOpen();
    }

    @Test
    @PC(37)
    void aClientThatAnswersNoPingsIsClosed(App app) {
        PusherConnection client = app.connect();

        assertThat(client.socket().receive().opcode()).isEqualTo(Frame.PING);
        Instant pinged = Instant.now();
        Frame next = client.socket().receive();
        while (next.opcode() == Frame.PING) {
            next = client.socket().receive();
        }

        assertThat(next.opcode() == Frame.TEXT ? client.socket().receive().closeCode() : next.closeCode())
                .isEqualTo(4201);
        assertThat(Duration.between(pinged, Instant.now()))
                .isBetween(Setup.PONG_TIMEOUT.minus(TOLERANCE), Setup.PONG_TIMEOUT.plus(A_FEW_SECONDS));
    }

    @Test
    @PC(38)
    void aClientThatSpeaksIsNeitherPingedNorClosed(App app) {
        PusherConnection client = app.connect();
        client.socket().patience(Duration.ofMillis(200));
        Instant enough = Instant.now().plus(Setup.ACTIVITY_TIMEOUT).plus(Setup.PONG_TIMEOUT.multipliedBy(2));
        Instant lastSent = Instant.now();

        while (Instant.now().isBefore(enough)) {
            try {
                Frame frame = client.socket().receive();
                assertThat(frame.opcode()).isEqualTo(Frame.PING);
                assertThat(Duration.between(lastSent, Instant.now()))
                        .isGreaterThan(Setup.ACTIVITY_TIMEOUT.minus(TOLERANCE));
            } catch (TimeoutError _) {
                lastSent = Instant.now();
                client.send("{\"event\":\"pusher:pong\",\"data\":{}}");
            }
        }

        client.socket().patience(Wire.PATIENCE);
        client.assertOpen();
    }
}
