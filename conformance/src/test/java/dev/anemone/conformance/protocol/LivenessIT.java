package dev.anemone.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.Frame;
import org.junit.jupiter.api.Test;

/// How both sides prove that they are there.
@Conformance
class LivenessIT {
    @Test
    @PC(32)
    void thePingOfTheJavaClientIsAnswered(App app) {
        PusherConnection client = app.connect();

        client.send("{\"event\": \"pusher:ping\"}");

        client.expectEvent("pusher:pong");
    }

    @Test
    @PC(33)
    void thePongCarriesAnEmptyObject(App app) {
        PusherConnection client = app.connect();

        client.send("{\"event\":\"pusher:ping\",\"data\":{}}");

        Message pong = client.expectEvent("pusher:pong");
        assertThat(pong.json().has("data")).isTrue();
        assertThat(pong.json().path("data").toString()).isIn("{}", "\"{}\"");
    }

    @Test
    @PC(34)
    void aWebSocketPingIsAnsweredWithItsPayload(App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.ping(Bytes.utf8("are you there?")));

        Frame answer = client.socket().receive();
        assertThat(answer).isEqualTo(Frame.pong(Bytes.utf8("are you there?")));
    }

    @Test
    @PC(39)
    void anUnsolicitedPongIsTakenInSilence(App app) {
        PusherConnection client = app.connect();

        client.send("{\"event\":\"pusher:pong\",\"data\":{}}");
        client.send("{\"event\":\"pusher:pong\"}");

        client.expectNothing();
    }

    @Test
    @PC(40)
    void aCloseIsAnsweredByACloseAndTheEndOfTheConnection(App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.close(1000, "bye"));

        assertThat(client.socket().receive().closeCode()).isEqualTo(1000);
        client.socket().expectEnd();
    }
}
