package dev.anemone.conformance.rfc6455;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.Rfc6455;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.Frame;
import dev.anemone.conformance.wire.Frame.LengthForm;
import java.util.Collections;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// §5.1 to §5.3: frames, their masks and their lengths.
@Conformance
class FramingIT {
    static Stream<Case> violations() {
        return Stream.of(
                new Case("§5.1 a text frame without a mask", Frame.text(Case.PING).unmasked()),
                new Case("§5.1 a ping without a mask", Frame.ping(Bytes.utf8("x")).unmasked()),
                new Case("§5.1 a close without a mask", Frame.close(1000, "").unmasked()),
                Case.of("§5.2 RSV1 that nobody negotiated", Frame.text(Case.PING).withRsv(4)),
                Case.of("§5.2 RSV2", Frame.text(Case.PING).withRsv(2)),
                Case.of("§5.2 RSV3", Frame.text(Case.PING).withRsv(1)),
                Case.of("§5.2 all reserved bits", Frame.text(Case.PING).withRsv(7)),
                Case.of("§5.2 RSV1 on a ping", Frame.ping(Bytes.utf8("x")).withRsv(4)),
                Case.of("§5.2 RSV1 on a close", Frame.close(1000, "").withRsv(4)),
                Case.of("§5.2 RSV1 on a continuation", Frame.text(Case.PING).notFinal(),
                        Frame.continuation(Bytes.NONE).withRsv(4)),
                new Case("§5.2 a short length in sixteen bits", Frame.text(Case.PING).masked(LengthForm.SIXTEEN_BITS)),
                new Case("§5.2 length 0 in sixteen bits",
                        Frame.text(Bytes.NONE).masked(LengthForm.SIXTEEN_BITS)),
                new Case("§5.2 length 125 in sixteen bits",
                        Frame.text(Case.pingOfLength(125)).masked(LengthForm.SIXTEEN_BITS)),
                new Case("§5.2 a short length in 64 bits", Frame.text(Case.PING).masked(LengthForm.SIXTY_FOUR_BITS)),
                new Case("§5.2 length 126 in 64 bits",
                        Frame.text(Case.pingOfLength(126)).masked(LengthForm.SIXTY_FOUR_BITS)),
                new Case("§5.2 length 65535 in 64 bits",
                        Frame.text(Case.pingOfLength(65_535)).masked(LengthForm.SIXTY_FOUR_BITS)),
                new Case("§5.2 a length whose first bit is set",
                        Frame.header(Frame.TEXT, LengthForm.SIXTY_FOUR_BITS, Long.MIN_VALUE)),
                new Case("§5.2 a length of all bits", Frame.header(Frame.TEXT, LengthForm.SIXTY_FOUR_BITS, -1)));
    }

    static Stream<Case> reservedOpcodes() {
        return IntStream.of(0x3, 0x4, 0x5, 0x6, 0x7, 0xB, 0xC, 0xD, 0xE, 0xF).boxed()
                .flatMap(opcode -> Stream.of(
                        Case.of("§5.2 opcode " + opcode, Frame.of(opcode, Bytes.utf8("x"))),
                        Case.of("§5.2 opcode " + opcode + " without payload", Frame.of(opcode, Bytes.NONE)),
                        Case.of("§5.2 opcode " + opcode + " inside a message", Frame.text(Case.PING).notFinal(),
                                Frame.of(opcode, Bytes.utf8("x")))));
    }

    @ParameterizedTest
    @Rfc6455({"5.1", "5.2"})
    @MethodSource({"violations", "reservedOpcodes"})
    void aFrameThatMayNotBeIsAProtocolError(Case row, App app) {
        PusherConnection client = app.connect();

        client.socket().wire().write(row.sent());

        client.expectClose(1002);
    }

    @ParameterizedTest
    @Rfc6455("5.2")
    @ValueSource(ints = {124, 125, 126, 127, 128, 65_534, 65_535, 65_536, 65_537})
    void lengthsAroundEachFormsEndAreRead(int length, App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.text(Case.pingOfLength(length)));

        client.expectEvent("pusher:pong");
    }

    @Test
    @Rfc6455("5.2")
    void aFrameFarTooLongIsRefusedFromItsHeader(App app) {
        PusherConnection client = app.connect();

        client.socket().wire().write(Frame.header(Frame.TEXT, LengthForm.SIXTY_FOUR_BITS, Long.MAX_VALUE));

        client.expectClose(1009);
    }

    @ParameterizedTest
    @Rfc6455("5.3")
    @ValueSource(strings = {"00 00 00 00", "ff ff ff ff", "00 00 00 01", "80 00 00 00", "de ad be ef"})
    void anyMaskingKeyWillDo(String maskingKey, App app) {
        PusherConnection client = app.connect();
        Bytes ping = Frame.text(Case.PING).masked(Bytes.hex(maskingKey), LengthForm.SEVEN_BITS);

        client.socket().wire().write(ping);

        client.expectEvent("pusher:pong");
    }

    @ParameterizedTest
    @Rfc6455("5.3")
    @ValueSource(ints = {34, 35, 36, 37, 38, 39, 40, 41, 42, 43})
    void theMaskEndsWhereThePayloadEnds(int length, App app) {
        PusherConnection client = app.connect();

        client.socket().sendTogether(Collections.nCopies(3, Frame.text(Case.pingOfLength(length))));

        client.expectEvent("pusher:pong");
        client.expectEvent("pusher:pong");
        client.expectEvent("pusher:pong");
    }

    @Test
    @Rfc6455("5.2")
    void aFrameMayComeByteByByte(App app) {
        PusherConnection client = app.connect();
        Bytes frame = Frame.text(Case.pingOfLength(130)).masked();

        for (int i = 0; i < frame.length(); i++) {
            client.socket().wire().write(frame.slice(i, i + 1));
        }

        client.expectEvent("pusher:pong");
    }

    @Test
    @Rfc6455("5.2")
    void manyFramesMayComeAtOnce(App app) {
        PusherConnection client = app.connect();

        client.socket().sendTogether(Collections.nCopies(1_000, Frame.text(Case.PING)));

        for (int i = 0; i < 1_000; i++) {
            client.expectEvent("pusher:pong");
        }
        client.expectNothing();
    }

    @Test
    @Rfc6455("5.2")
    void framesMayBeCutAnywhere(App app) {
        PusherConnection client = app.connect();
        Bytes three = Bytes.join(Frame.text(Case.PING).masked(), Frame.ping(Bytes.utf8("x")).masked(),
                Frame.text(Case.pingOfLength(126)).masked());

        for (int cut = 1; cut < three.length(); cut++) {
            client.socket().wire().write(three.slice(0, cut));
            client.socket().wire().write(three.from(cut));
            client.expectEvent("pusher:pong");
            assertThat(client.socket().receive()).isEqualTo(Frame.pong(Bytes.utf8("x")));
            client.expectEvent("pusher:pong");
        }
    }

    @Test
    @Rfc6455("5.6")
    void anEmptyTextMessageIsAMessage(App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.text(Bytes.NONE));

        client.expectErrorAndOpen(); // Empty text is no JSON, and no more than that.
    }
}
