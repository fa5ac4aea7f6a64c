package dev.anemone.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.Frame;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What a client may get wrong, and keep its connection.
@Conformance
class MalformedInputIT {
    @ParameterizedTest
    @PC(44)
    @ValueSource(strings = {"hello", "", "{", "{\"event\":\"pusher:ping\"", "{\"event\":\"pusher:ping\"}}",
            "{'event':'pusher:ping'}", "{\"event\":\"pusher:ping\",}", "\u0000"})
    void textThatIsNotJsonIsAnError(String text, App app) {
        PusherConnection client = app.connect();

        client.send(text);

        client.expectErrorAndOpen();
    }

    @ParameterizedTest
    @PC(45)
    @ValueSource(strings = {"[]", "[{\"event\":\"pusher:ping\"}]", "7", "\"pusher:ping\"", "true", "null"})
    void jsonThatIsNotAnObjectIsAnError(String text, App app) {
        PusherConnection client = app.connect();

        client.send(text);

        client.expectErrorAndOpen();
    }

    @ParameterizedTest
    @PC(46)
    @ValueSource(strings = {"{}", "{\"data\":{}}", "{\"event\":7}", "{\"event\":null}", "{\"event\":[\"pusher:ping\"]}",
            "{\"event\":{}}"})
    void anObjectWithoutAnEventNameIsAnError(String text, App app) {
        PusherConnection client = app.connect();

        client.send(text);

        client.expectErrorAndOpen();
    }

    @Test
    @PC(47)
    void anUnknownEventIsAnErrorAndReachesNobody(App app) {
        String channel = app.channel("private-");
        PusherConnection sender = app.connect();
        PusherConnection listener = app.connect();
        sender.subscribe(channel);
        listener.subscribe(channel);

        sender.sendClientEvent(channel, "my-event", Map.of());

        sender.expectErrorAndOpen();
        assertNothingOf(sender, listener, channel);
    }

    @ParameterizedTest
    @PC(48)
    @ValueSource(strings = {"pusher:foo", "pusher:", "pusher:connection_established", "pusher:error",
            "pusher:Subscribe"})
    void anUnknownEventOfTheProtocolIsAnError(String event, App app) {
        PusherConnection client = app.connect();

        client.send(event, Map.of());

        client.expectErrorAndOpen();
    }

    @Test
    @PC(49)
    void internalEventsAreTheServersAlone(App app) {
        String channel = app.channel("presence-");
        PusherConnection sender = app.connect();
        PusherConnection listener = app.connect();
        listener.joinAs("1", channel);
        sender.joinAs("2", channel);
        listener.expectEvent("pusher_internal:member_added", channel);

        sender.sendClientEvent(channel, "pusher_internal:member_added", "{\"user_id\":\"3\"}");

        sender.expectErrorAndOpen();
        assertNothingOf(sender, listener, channel);
    }

    @ParameterizedTest
    @PC(50)
    @ValueSource(strings = {"{\"event\":\"pusher:subscribe\"}", "{\"event\":\"pusher:subscribe\",\"data\":{}}",
            "{\"event\":\"pusher:subscribe\",\"data\":null}", "{\"event\":\"pusher:subscribe\",\"data\":[]}",
            "{\"event\":\"pusher:subscribe\",\"data\":\"x\"}",
            "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":7}}",
            "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":null}}",
            "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":{}}}",
            "{\"event\":\"pusher:subscribe\",\"channel\":\"x\"}"})
    void aSubscribeWithoutAChannelIsAnError(String text, App app) {
        PusherConnection client = app.connect();

        client.send(text);

        assertThat(client.untilPong()).isNotEmpty()
                .anyMatch(answer -> answer.isError())
                .noneMatch(answer -> answer.event().equals("pusher_internal:subscription_succeeded"));
    }

    @Test
    @PC(51)
    void aSubscribesDataMayBeJsonInAString(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("in-a-string-");

        client.send("{\"event\":\"pusher:subscribe\",\"data\":\"{\\\"channel\\\":\\\"" + channel + "\\\"}\"}");

        client.expectSubscribed(channel);
    }

    @Test
    @PC(52)
    void aBinaryFrameIsNoEvent(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("binary-");

        client.socket().send(Frame.binary(Bytes.utf8(
                "{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"" + channel + "\"}}")));

        client.expectClose(1003);
        assertThat(app.rest().occupied(channel)).isFalse();
        app.connect().assertOpen();
    }

    @Test
    @PC(53)
    void textThatIsNotUtf8IsClosed(App app) {
        PusherConnection client = app.connect();

        client.socket().send(Frame.text(Bytes.hex("22 c3 28 22")));

        client.expectClose(1007);
    }

    @Test
    @PC(54)
    void unknownMembersAreIgnored(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("extra-");

        client.send("{\"id\":7,\"event\":\"pusher:subscribe\",\"meta\":{\"event\":\"x\",\"channel\":[]},"
                + "\"data\":{\"x\":[{\"channel\":\"y\"}],\"channel\":\"" + channel + "\",\"z\":null},\"zz\":[[]]}");

        client.expectSubscribed(channel);
        client.assertOpen();
    }

    /// The next thing that `listener` hears is what `sender` says now, so nothing came before.
    private static void assertNothingOf(PusherConnection sender, PusherConnection listener, String channel) {
        sender.sendClientEvent(channel, "client-marker", "");
        listener.expectEvent("client-marker", channel);
        listener.expectNothing();
    }
}
