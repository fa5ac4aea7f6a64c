package dev.anemone.conformance.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.wire.Bytes;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The payload of an event: text that is the publisher's and the subscribers' business.
@Conformance
class EventDataIT {
    private static final int MAX_BYTES = 10_240;

    @ParameterizedTest
    @PC(189)
    @ValueSource(strings = {"x", "é", "€", "😀"})
    void dataHasUpTo10240Bytes(String character, App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("sized-");
        client.subscribe(channel);
        int width = Bytes.utf8(character).length();
        String longest = "x".repeat(MAX_BYTES % width) + character.repeat(MAX_BYTES / width);

        assertThat(publish(app, channel, longest)).isEqualTo(200);
        assertThat(publish(app, channel, "x" + longest)).isEqualTo(413);
        assertThat(publish(app, channel, "marker")).isEqualTo(200);

        assertThat(client.expectEvent("e", channel).data()).isEqualTo(longest);
        assertThat(client.expectEvent("e", channel).data()).isEqualTo("marker");
    }

    @Test
    @PC(189)
    void escapesInTheRequestDoNotCount(App app) {
        assertThat(app.rest().send(app.rest().request("POST", "/events").body("{\"name\":\"e\",\"channel\":\""
                + app.channel("escaped-") + "\",\"data\":\"" + "\\u0078".repeat(MAX_BYTES) + "\"}")).statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @PC(190)
    @ValueSource(strings = {"hello", "", "123", "\"hello\"", "{", "null"})
    void dataNeedNotBeJson(String data, App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("text-");
        client.subscribe(channel);

        app.rest().publish(channel, "e", data);

        assertThat(client.expectEvent("e", channel).data()).isEqualTo(data);
    }

    @ParameterizedTest
    @PC(197)
    @ValueSource(strings = {"😀👩‍👩‍👧", "\u2028\u2029", "a\u0000b", "\u0001\u001f\u007f\u0085", "\ufeff", "\uffff",
            "é\u0301",
            "\\ud83d\\u0000", "</script>"})
    void allOfUnicodeSurvives(String data, App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("unicode-");
        client.subscribe(channel);

        app.rest().publish(channel, "e", data);

        assertThat(client.expectEvent("e", channel).data()).isEqualTo(data);
    }

    @Test
    @PC(197)
    void escapedCharactersAreTheSameCharacters(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("unicode-");
        client.subscribe(channel);

        app.rest().send(app.rest().request("POST", "/events").body("{\"name\":\"e\",\"channel\":\"" + channel
                + "\",\"data\":\"\\ud83d\\ude00\\u2028\\u0000\\/\\u0022\"}")).then().statusCode(200);

        assertThat(client.expectEvent("e", channel).data()).isEqualTo("😀\u2028\u0000/\"");
    }

    private static int publish(App app, String channel, String data) {
        return app.rest().events(Map.of("name", "e", "channel", channel, "data", data)).statusCode();
    }
}
