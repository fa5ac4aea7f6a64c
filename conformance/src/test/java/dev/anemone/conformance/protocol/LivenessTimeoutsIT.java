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
    /// Servers may draw their timeouts apart, so as not to ping everyone at once, but not by much.
    private static final Duration SHORTEST_SILENCE = Setup.ACTIVITY_TIMEOUT.multipliedBy(4).dividedBy(5);
    /// By now a silent client would have been closed.
    private static final Duration LONG_ENOUGH = Setup.ACTIVITY_TIMEOUT.plus(Setup.PONG_TIMEOUT).plusSeconds(1);
    private static final Duration A_FEW_SECONDS = Duration.ofSeconds(7);

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
        Instant enough = Instant.now().plus(LONG_ENOUGH);

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
        Instant before = Instant.now();
        PusherConnection client = app.connect();

        assertThat(client.socket().receive().opcode()).isEqualTo(Frame.PING);
        Frame next = client.socket().receive();
        while (next.opcode() != Frame.CLOSE) {
            next = client.socket().receive();
        }

        assertThat(next.closeCode()).isEqualTo(4201);
        assertThat(Duration.between(before, Instant.now())).isBetween(SHORTEST_SILENCE.plus(Setup.PONG_TIMEOUT),
                Setup.ACTIVITY_TIMEOUT.plus(Setup.PONG_TIMEOUT).plus(A_FEW_SECONDS));
    }

    /// The client answers no ping, and speaks. A ping must not come sooner than silence allows after the last time that the
    /// server is known to have listened.
    @Test
    @PC(38)
    void aClientThatSpeaksIsNeitherPingedNorClosed(App app) {
        Instant lastHeard = Instant.now();
        PusherConnection client = app.connect();
        Instant enough = Instant.now().plus(LONG_ENOUGH);

        while (Instant.now().isBefore(enough)) {
            Instant spoke = Instant.now();
            client.send("{\"event\":\"pusher:ping\",\"data\":{}}");
            for (Frame frame = client.socket().receive(); frame.opcode() != Frame.TEXT;) {
                assertPingIsDue(frame, lastHeard);
                frame = client.socket().receive();
            }
            lastHeard = spoke;
            assertNothingButDuePings(client, lastHeard);
        }

        client.assertOpen();
    }

    /// Listens for a moment.
    private static void assertNothingButDuePings(PusherConnection client, Instant lastHeard) {
        client.socket().patience(Duration.ofMillis(200));
        try {
            assertPingIsDue(client.socket().receive(), lastHeard);
        } catch (TimeoutError _) {
            // Nothing came, as it should be.
        }
        client.socket().patience(Wire.PATIENCE);
    }

    private static void assertPingIsDue(Frame frame, Instant lastHeard) {
        assertThat(frame.opcode()).isEqualTo(Frame.PING);
        assertThat(Duration.between(lastHeard, Instant.now())).isGreaterThan(SHORTEST_SILENCE);
    }
}
