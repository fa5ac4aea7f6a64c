package dev.anemone.conformance.rfc6455;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.Rfc6455;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.Frame;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// §5.4, messages in several frames.
@Conformance
class FragmentationIT {
    private static final Bytes HEAD = Case.PING.slice(0, 10);
    private static final Bytes TAIL = Case.PING.from(10);

    static Stream<Case> wholeMessages() {
        return Stream.of(
                Case.of("two fragments", Frame.text(HEAD).notFinal(), Frame.continuation(TAIL)),
                Case.of("an empty first fragment", Frame.text(Bytes.NONE).notFinal(), Frame.continuation(Case.PING)),
                Case.of("an empty last fragment", Frame.text(Case.PING).notFinal(), Frame.continuation(Bytes.NONE)),
                Case.of("an empty fragment between", Frame.text(HEAD).notFinal(),
                        Frame.continuation(Bytes.NONE).notFinal(), Frame.continuation(TAIL)),
                Case.of("a pong between", Frame.text(HEAD).notFinal(), Frame.pong(Bytes.utf8("x")),
                        Frame.continuation(TAIL)));
    }

    @ParameterizedTest
    @Rfc6455("5.4")
    @MethodSource("wholeMessages")
    void fragmentsMakeOneMessage(Case row, App app) {
        PusherConnection client = app.connect();

        client.socket().wire().write(row.sent());

        client.expectEvent("pusher:pong");
        client.expectNothing();
    }

    @ParameterizedTest
    @Rfc6455("5.4")
    @ValueSource(ints = {1, 2, 3, 7})
    void fragmentsMayBeSmall(int size, App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.fragments(Case.PING, size));

        client.expectEvent("pusher:pong");
    }

    @Test
    @Rfc6455("5.4")
    void aPingBetweenFragmentsIsAnsweredBeforeTheMessageEnds(App app) {
        PusherConnection client = app.connect();

        client.socket().sendTogether(List.of(Frame.text(HEAD).notFinal(), Frame.ping(Bytes.utf8("now"))));
        assertThat(client.socket().receive()).isEqualTo(Frame.pong(Bytes.utf8("now")));

        client.socket().send(Frame.continuation(TAIL));
        client.expectEvent("pusher:pong");
    }

    @Test
    @Rfc6455({"5.4", "5.5.1"})
    void aCloseBetweenFragmentsIsAClose(App app) {
        PusherConnection client = app.connect();

        client.socket().sendTogether(List.of(Frame.text(HEAD).notFinal(), Frame.close(1000, "")));

        assertThat(client.socket().receive().closeCode()).isEqualTo(1000);
        client.socket().expectEnd();
    }

    static Stream<Case> violations() {
        return Stream.of(
                Case.of("a continuation of nothing", Frame.continuation(Case.PING)),
                Case.of("a first fragment that continues nothing", Frame.continuation(HEAD).notFinal(),
                        Frame.continuation(TAIL)),
                Case.of("a continuation after the end", Frame.text(HEAD).notFinal(), Frame.continuation(TAIL),
                        Frame.continuation(Bytes.utf8(" "))),
                Case.of("a new text message inside another", Frame.text(HEAD).notFinal(), Frame.text(Case.PING)),
                Case.of("a new first fragment inside another", Frame.text(HEAD).notFinal(),
                        Frame.text(HEAD).notFinal()),
                Case.of("a binary message inside another", Frame.text(HEAD).notFinal(),
                        Frame.binary(Bytes.utf8("x"))));
    }

    @ParameterizedTest
    @Rfc6455("5.4")
    @MethodSource("violations")
    void fragmentsOutOfTurnAreAProtocolError(Case row, App app) {
        PusherConnection client = app.connect();

        client.socket().wire().write(row.sent());

        Frame frame = client.socket().awaitClose();
        assertThat(frame.closeCode()).isEqualTo(1002);
    }

    @Test
    @Rfc6455("5.4")
    void aBinaryMessageIsRefusedFromItsFirstFragment(App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.binary(HEAD).notFinal());

        client.expectClose(1003);
    }
}
