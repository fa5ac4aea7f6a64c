package dev.anemone.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Tenant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Events that clients send to each other.
@Conformance
class ClientEventsIT {
    private static final int MAX_DATA_BYTES = 10_240;

    @Test
    @PC(130)
    void anEventReachesEveryOtherSubscriberAndNotItsSender(App app) {
        var pair = Pair.on(app, app.channel("private-"));
        PusherConnection third = app.connect();
        third.subscribe(pair.channel);

        pair.sender.sendClientEvent(pair.channel, "client-x", Map.of("a", 1));

        pair.listener.expectEvent("client-x", pair.channel);
        third.expectEvent("client-x", pair.channel);
        app.rest().publish(pair.channel, "marker", "");
        pair.sender.expectEvent("marker", pair.channel);
    }

    @Test
    @PC(131)
    void otherConnectionsOfTheSendersUserHearIt(App app) {
        String channel = app.channel("presence-");
        PusherConnection laptop = app.connect();
        PusherConnection phone = app.connect();
        laptop.joinAs("1", channel);
        phone.joinAs("1", channel);

        laptop.sendClientEvent(channel, "client-x", Map.of());

        phone.expectEvent("client-x", channel);
    }

    @ParameterizedTest
    @PC(132)
    @CsvSource(delimiter = '|', textBlock = """
            {"a":1,"b":[true,null,"x"]} | {"a":1,"b":[true,null,"x"]}
            []                          | []
            7                           | 7
            1.50                        | 1.50
            true                        | true
            null                        | null
            """)
    void dataThatIsNotAStringArrivesAsItsJsonText(String sent, String received, App app) {
        var pair = Pair.on(app, app.channel("private-"));

        pair.sender.send("{\"event\":\"client-x\",\"channel\":\"" + pair.channel + "\",\"data\":" + sent + "}");

        String data = pair.listener.expectEvent("client-x", pair.channel).data();
        assertThat(Json.parse(data)).isEqualTo(Json.parse(received));
    }

    @ParameterizedTest
    @PC(132)
    @ValueSource(strings = {"hello", "", "{\"a\":1}", " { \"a\" : 1 } ", "\"quoted\"", "😀\u2028\u0000é",
            "a\\/b\\u00e9"})
    void dataThatIsAStringArrivesUnchanged(String sent, App app) {
        var pair = Pair.on(app, app.channel("private-"));

        pair.sender.sendClientEvent(pair.channel, "client-x", sent);

        assertThat(pair.listener.expectEvent("client-x", pair.channel).data()).isEqualTo(sent);
    }

    @Test
    @PC(133)
    void onAPresenceChannelTheSendersUserIsNamed(App app) {
        var pair = Pair.on(app, app.channel("presence-"));

        pair.sender.sendClientEvent(pair.channel, "client-x", Map.of());

        Message event = pair.listener.expectEvent("client-x", pair.channel);
        assertThat(event.json().path("user_id")).isEqualTo(Json.parse("\"sender\""));
    }

    @Test
    @PC(134)
    void onAPrivateChannelNobodyIsNamed(App app) {
        var pair = Pair.on(app, app.channel("private-"));

        pair.sender.sendClientEvent(pair.channel, "client-x", Map.of());

        assertThat(pair.listener.expectEvent("client-x", pair.channel).json().has("user_id")).isFalse();
    }

    @ParameterizedTest
    @PC(135)
    @ValueSource(strings = {"private-", "presence-"})
    void membersThatTheSenderMakesUpAreNotRelayed(String prefix, App app) {
        var pair = Pair.on(app, app.channel(prefix));

        pair.sender.send("{\"event\":\"client-x\",\"channel\":\"" + pair.channel
                + "\",\"data\":{},\"user_id\":\"admin\",\"socket_id\":\"1.2\",\"extra\":1}");

        Message event = pair.listener.expectEvent("client-x", pair.channel);
        assertThat(event.text()).doesNotContain("admin", "socket_id", "extra");
    }

    @Test
    @PC(136)
    void publicChannelsCarryNone(App app) {
        String channel = app.channel("open-");
        PusherConnection sender = app.connect();
        PusherConnection listener = app.connect();
        sender.subscribe(channel);
        listener.subscribe(channel);

        sender.sendClientEvent(channel, "client-x", Map.of());

        sender.expectErrorAndOpen();
        app.rest().publish(channel, "marker", "");
        listener.expectEvent("marker", channel);
    }

    @Test
    @PC(137)
    void onlySubscribersMaySend(App app) {
        var pair = Pair.on(app, app.channel("private-"));
        PusherConnection stranger = app.connect();

        stranger.sendClientEvent(pair.channel, "client-x", Map.of());

        stranger.untilPong();
        pair.assertListenerHeardNothing();
    }

    @Test
    @PC(138)
    void withoutTheFeatureThereAreNone(@Of(Tenant.WITHOUT_CLIENT_EVENTS) App app) {
        var pair = Pair.on(app, app.channel("private-"));

        pair.sender.sendClientEvent(pair.channel, "client-x", Map.of());

        pair.sender.expectErrorAndOpen();
        app.rest().publish(pair.channel, "marker", "");
        pair.listener.expectEvent("marker", pair.channel);
    }

    @Test
    @PC(142)
    void aChannelMustBeNamed(App app) {
        PusherConnection client = app.connect();

        client.send("{\"event\":\"client-x\",\"data\":{}}");

        client.expectErrorAndOpen();
    }

    @Test
    @PC(142)
    void dataMustBeThere(App app) {
        var pair = Pair.on(app, app.channel("private-"));

        pair.sender.send("{\"event\":\"client-x\",\"channel\":\"" + pair.channel + "\"}");

        pair.sender.expectErrorAndOpen();
        pair.assertListenerHeardNothing();
    }

    @ParameterizedTest
    @PC(143)
    @ValueSource(strings = {"typing", "Client-typing", "client_typing", "client"})
    void theNameMustSayThatAClientSentIt(String event, App app) {
        var pair = Pair.on(app, app.channel("private-"));

        pair.sender.sendClientEvent(pair.channel, event, Map.of());

        pair.sender.expectErrorAndOpen();
        pair.assertListenerHeardNothing();
    }

    @Test
    @PC(144)
    void dataHasUpTo10240Bytes(App app) {
        var pair = Pair.on(app, app.channel("private-"));

        pair.sender.sendClientEvent(pair.channel, "client-x", "x".repeat(MAX_DATA_BYTES));
        assertThat(pair.listener.expectEvent("client-x", pair.channel).data()).hasSize(MAX_DATA_BYTES);
        pair.sender.sendClientEvent(pair.channel, "client-x", "x".repeat(MAX_DATA_BYTES + 1));
        pair.sender.expectErrorAndOpen();
        pair.sender.sendClientEvent(pair.channel, "client-x", "é".repeat(MAX_DATA_BYTES / 2 + 1));
        pair.sender.expectErrorAndOpen();
        pair.assertListenerHeardNothing();
    }

    /// Two subscribers of one channel; on a presence channel, the users `sender` and `listener`.
    private record Pair(String channel, PusherConnection sender, PusherConnection listener) {
        static Pair on(App app, String channel) {
            var pair = new Pair(channel, app.connect(), app.connect());
            if (channel.startsWith("presence-")) {
                pair.sender.joinAs("sender", channel);
                pair.listener.joinAs("listener", channel);
                pair.sender.expectEvent("pusher_internal:member_added", channel);
            } else {
                pair.sender.subscribe(channel);
                pair.listener.subscribe(channel);
            }
            return pair;
        }

        /// The next thing that the listener hears is what the sender says now, so nothing came before.
        void assertListenerHeardNothing() {
            sender.sendClientEvent(channel, "client-marker", Map.of());
            listener.expectEvent("client-marker", channel);
            listener.expectNothing();
        }
    }
}
