package dev.anemone.conformance.rfc6455;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.Rfc6455;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Setup;
import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.Frame;
import dev.anemone.conformance.wire.Frame.LengthForm;
import dev.anemone.conformance.wire.RawWebSocket;
import dev.anemone.conformance.wire.Wire;
import java.util.Collections;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// §10.4: what a server bounds so that no client can exhaust it.
@Conformance(Setup.BOUNDED)
class LimitsIT {
    @Test
    @Rfc6455({"7.4.1", "10.4"})
    void aMessageAtTheBoundIsRead(App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.text(Case.pingOfLength(Setup.MAX_MESSAGE_BYTES)));

        client.expectEvent("pusher:pong");
    }

    @Test
    @Rfc6455({"7.4.1", "10.4"})
    void aMessageOfOneByteMoreIsTooBig(App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.text(Case.pingOfLength(Setup.MAX_MESSAGE_BYTES + 1)));

        client.expectClose(1009);
    }

    @Test
    @Rfc6455("10.4")
    void aMessageIsTooBigByItsHeaderAlone(App app) {
        PusherConnection client = app.connect();

        client.socket().wire().write(
                Frame.header(Frame.TEXT, LengthForm.SIXTY_FOUR_BITS, 1L << 40));

        client.expectClose(1009);
    }

    @Test
    @Rfc6455("10.4")
    void fragmentsAtTheBoundAreReadTogether(App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.fragments(Case.pingOfLength(Setup.MAX_MESSAGE_BYTES),
                Setup.MAX_MESSAGE_BYTES / 10));

        client.expectEvent("pusher:pong");
    }

    @Test
    @Rfc6455("10.4")
    void fragmentsCountTogether(App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.fragments(Case.pingOfLength(Setup.MAX_MESSAGE_BYTES + 1),
                Setup.MAX_MESSAGE_BYTES / 10));

        client.expectClose(1009);
    }

    @Test
    @Rfc6455("10.4")
    void aMessageHasABoundedNumberOfFragments(App app) {
        PusherConnection client = app.connect();
        Frame first = Frame.text(Bytes.NONE).notFinal();
        Frame more = Frame.continuation(Bytes.NONE).notFinal();

        client.socket().sendTogether(Stream.concat(Stream.of(first),
                Collections.nCopies(Setup.MAX_FRAGMENTS, more).stream()).toList());

        assertThat(client.socket().awaitClose().closeCode()).isIn(1008, 1009);
    }

    @Test
    @Rfc6455("10.4")
    void aMessageAtThatBoundIsRead(App app) {
        PusherConnection client = app.connect();

        client.socket().sendTogether(Stream.of(
                Stream.of(Frame.text(Bytes.NONE).notFinal()),
                Collections.nCopies(Setup.MAX_FRAGMENTS - 2, Frame.continuation(Bytes.NONE).notFinal()).stream(),
                Stream.of(Frame.continuation(Case.PING))).flatMap(frames -> frames).toList());

        client.expectEvent("pusher:pong");
    }

    @Test
    @Rfc6455("10.4")
    void aHandshakeThatDoesNotEndIsCutOff(App app) {
        Wire wire = app.dial();

        wire.write("GET " + app.path(App.USUAL_QUERY) + " HTTP/1.1\r\nHost: " + app.endpoint().authority() + "\r\n");

        wire.readToEnd(); // It comes to an end, with or without an answer.
    }

    @Test
    @Rfc6455("7.1.1")
    void aCloseThatIsNotAnsweredEndsAllTheSame(App app) {
        RawWebSocket socket = app.open("protocol=1");

        Frame frame = socket.receiveMessage();
        while (frame.opcode() != Frame.CLOSE) {
            frame = socket.receiveMessage();
        }

        socket.expectEnd();
    }
}
