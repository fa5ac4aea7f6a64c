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

/// §8.1: text is UTF-8, and nothing else is text. What arrives is shown by relaying it to another client.
@Conformance
class Utf8IT {
    private static final Bytes OPENING = Bytes.utf8("{\"event\":\"");
    private static final Bytes CLOSING = Bytes.utf8("\"}");

    @ParameterizedTest
    @Rfc6455("8.1")
    @ValueSource(strings = {"\u007f", "\u0080", "\u07ff", "\u0800", "\ud7ff", "\ue000", "\ufffd", "\ufffe", "\uffff",
            "\ud800\udc00", "\udbff\udfff", "κόσμε", "日本語", "👩‍👩‍👧‍👦"})
    void everyCodePointArrives(String text, App app) {
        assertRelayed(app, text, (relayed, client) -> client.socket().send(Frame.text(relayed)));
    }

    @Test
    @Rfc6455({"5.4", "8.1"})
    void aCodePointMayBeSplitBetweenFragments(App app) {
        assertRelayed(app, "é€😀", (relayed, client) -> client.socket().send(Frame.fragments(relayed, 1)));
    }

    @Test
    @Rfc6455({"5.4", "5.5.2", "8.1"})
    void aPingMayComeInsideACodePoint(App app) {
        assertRelayed(app, "😀", (relayed, client) -> {
            List<Frame> fragments = Frame.fragments(relayed, 1);
            for (Frame fragment : fragments) {
                client.socket().send(fragment);
                client.socket().send(Frame.ping(Bytes.utf8("x")));
                assertThat(client.socket().receive()).isEqualTo(Frame.pong(Bytes.utf8("x")));
            }
        });
    }

    static Stream<Case> malformed() {
        return Stream.of(
                text("a continuation byte alone", "80"), text("two continuation bytes", "80 bf"),
                text("a start of two, alone", "c3"), text("a start of two without its second", "c3 28"),
                text("a start of three, cut", "e2 82"), text("a start of four, cut", "f0 9f 98"),
                text("an overlong slash in two", "c0 af"), text("an overlong NUL", "c0 80"),
                text("the last overlong two", "c1 bf"), text("an overlong three", "e0 80 af"),
                text("the last overlong three", "e0 9f bf"), text("an overlong four", "f0 80 80 af"),
                text("the last overlong four", "f0 8f bf bf"), text("the first surrogate", "ed a0 80"),
                text("the last surrogate", "ed bf bf"), text("a pair of surrogates", "ed a0 bd ed b8 80"),
                text("above U+10FFFF", "f4 90 80 80"), text("a start of four that never was", "f5 80 80 80"),
                text("five bytes", "f8 88 80 80 80"), text("six bytes", "fc 84 80 80 80 80"), text("FE", "fe"),
                text("FF", "ff"));
    }

    @ParameterizedTest
    @Rfc6455("8.1")
    @MethodSource("malformed")
    void whatIsNotUtf8FailsTheConnection(Case row, App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.text(row.sent()));

        client.expectClose(1007);
    }

    @ParameterizedTest
    @Rfc6455({"5.4", "8.1"})
    @MethodSource("malformed")
    void fragmentsDoNotHideIt(Case row, App app) {
        PusherConnection client = app.connect();

        client.socket().sendTogether(Frame.fragments(row.sent(), 1));

        assertThat(client.socket().awaitClose().closeCode()).isEqualTo(1007);
    }

    static Stream<Case> cutShort() {
        return Stream.of("c3", "e2", "e2 82", "f0", "f0 9f", "f0 9f 98").map(Bytes::hex)
                .map(end -> new Case("ends with " + end, Bytes.utf8("\"").then(end)));
    }

    @ParameterizedTest
    @Rfc6455("8.1")
    @MethodSource("cutShort")
    void aMessageMayNotEndInsideACodePoint(Case row, App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.text(row.sent()));

        client.expectClose(1007);
    }

    @Test
    @Rfc6455("8.1")
    void aFragmentMayNotBreakOffWhatTheNextDoesNotFinish(App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.fragments(List.of(OPENING.then(Bytes.hex("f0 9f")), CLOSING)));

        assertThat(client.socket().awaitClose().closeCode()).isEqualTo(1007);
    }

    @Test
    @Rfc6455("8.1")
    void aByteOrderMarkIsText(App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.text(Bytes.hex("ef bb bf").then(Case.PING)));

        assertThat(client.next().event()).isIn("pusher:pong", "pusher:error"); // Readers of JSON may skip it (RFC 8259 §8.1).
        client.assertOpen();
    }

    private static Case text(String name, String hex) {
        return new Case(name, Bytes.join(OPENING, Bytes.hex(hex), CLOSING));
    }

    /// Sends a client event whose data is `text`, in whatever way, and expects it at another client.
    private static void assertRelayed(App app, String text, Sending sending) {
        PusherConnection sender = app.connect();
        PusherConnection receiver = app.connect();
        String channel = app.channel("private-");
        sender.subscribe(channel);
        receiver.subscribe(channel);

        sending.send(Bytes.utf8("{\"event\":\"client-x\",\"channel\":\"" + channel + "\",\"data\":\"" + text + "\"}"),
                sender);

        assertThat(receiver.expectEvent("client-x", channel).data()).isEqualTo(text);
    }

    @FunctionalInterface
    private interface Sending {
        void send(Bytes message, PusherConnection client);
    }
}
