package dev.anemone.conformance.rfc6455;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.Rfc6455;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.Frame;
import dev.anemone.conformance.wire.Frame.LengthForm;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// §5.5, pings and pongs, and what every control frame must keep to.
@Conformance
class ControlFramesIT {
    private static final int MAX_PAYLOAD = 125;

    static Stream<Case> violations() {
        return Stream.of(
                Case.of("§5.5 a ping in fragments", Frame.ping(Bytes.utf8("x")).notFinal()),
                Case.of("§5.5 a pong in fragments", Frame.pong(Bytes.utf8("x")).notFinal()),
                Case.of("§5.5 a close in fragments", Frame.close(1000, "").notFinal()),
                Case.of("§5.5 a ping of 126 bytes", Frame.ping(Bytes.ofLength(MAX_PAYLOAD + 1))),
                Case.of("§5.5 a pong of 126 bytes", Frame.pong(Bytes.ofLength(MAX_PAYLOAD + 1))),
                Case.of("§5.5 a close of 126 bytes", Frame.close(1000, Bytes.ofLength(MAX_PAYLOAD - 1))),
                Case.of("§5.5 a ping of 65536 bytes", Frame.ping(Bytes.ofLength(65_536))),
                new Case("§5.5 a ping that only claims 126 bytes",
                        Frame.header(Frame.PING, LengthForm.SIXTEEN_BITS, MAX_PAYLOAD + 1)));
    }

    @ParameterizedTest
    @Rfc6455("5.5")
    @MethodSource("violations")
    void aControlFrameIsShortAndWhole(Case row, App app) {
        PusherConnection client = app.connect();

        client.socket().wire().write(row.sent());

        client.expectClose(1002);
    }

    @ParameterizedTest
    @Rfc6455({"5.5.2", "5.5.3"})
    @ValueSource(ints = {0, 1, 4, MAX_PAYLOAD})
    void aPingIsAnsweredWithItsOwnPayload(int length, App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.ping(Bytes.ofLength(length)));

        assertThat(client.socket().receive()).isEqualTo(Frame.pong(Bytes.ofLength(length)));
    }

    @Test
    @Rfc6455("5.5.2")
    void aPingsPayloadNeedNotBeText(App app) {
        PusherConnection client = app.connect();
        Bytes payload = Bytes.hex("00 ff fe fd c3 28");

        client.socket().send(Frame.ping(payload));

        assertThat(client.socket().receive()).isEqualTo(Frame.pong(payload));
    }

    @Test
    @Rfc6455("5.5.3")
    void ofManyPingsAtLeastTheLastIsAnswered(App app) {
        PusherConnection client = app.connect();

        client.socket().sendTogether(
                IntStream.rangeClosed(1, 100).mapToObj(i -> Frame.ping(Bytes.utf8("ping " + i))).toList());

        Frame pong = client.socket().receive();
        while (!pong.payload().text().equals("ping 100")) {
            assertThat(pong.opcode()).isEqualTo(Frame.PONG);
            assertThat(pong.payload().text()).startsWith("ping ");
            pong = client.socket().receive();
        }
        client.expectNothing();
    }

    @ParameterizedTest
    @Rfc6455("5.5.3")
    @ValueSource(ints = {0, 1, MAX_PAYLOAD})
    void anUnsolicitedPongIsNotAnswered(int length, App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.pong(Bytes.ofLength(length)));

        client.expectNothing();
    }
}
