package dev.anemone.conformance.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// `POST /batch_events`: up to ten events, each with a channel of its own.
@Conformance
class BatchIT {
    private static final int MAX_EVENTS = 10;

    @Test
    @PC(198)
    void tenEventsAreDeliveredInTheirOrder(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("batch-");
        client.subscribe(channel);

        batch(app, numbered(channel, MAX_EVENTS)).then().statusCode(200).body(equalTo("{}"));

        for (int i = 0; i < MAX_EVENTS; i++) {
            assertThat(client.expectEvent("e", channel).data()).isEqualTo(Integer.toString(i));
        }
    }

    @Test
    @PC(198)
    void elevenAreTooMany(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("batch-");
        client.subscribe(channel);

        batch(app, numbered(channel, MAX_EVENTS + 1)).then().statusCode(400).body(containsString("Batch too large"));
        app.rest().publish(channel, "marker", "");

        client.expectEvent("marker", channel);
    }

    @Test
    @PC(199)
    void oneEventThatIsTooLargeStopsTheBatch(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("batch-");
        client.subscribe(channel);

        batch(app, List.of(event(channel, "small"), event(channel, "x".repeat(10_241)), event(channel, "small")))
                .then().statusCode(413).body(containsString("content of this event"));
        app.rest().publish(channel, "marker", "");

        client.expectEvent("marker", channel);
    }

    @Test
    @PC(200)
    void infoIsAnsweredInTheOrderOfTheEvents(App app) {
        String presence = app.channel("presence-");
        app.connect().joinAs("1", presence);

        Response response = batch(app, List.of(
                Map.of("name", "e", "channel", presence, "data", "d", "info", "user_count"),
                event(app.channel("batch-"), "d"),
                Map.of("name", "e", "channel", app.channel("presence-"), "data", "d", "info", "user_count")));

        assertThat(Json.parse(response.then().statusCode(200).extract().asString()))
                .isEqualTo(Json.parse("{\"batch\":[{\"user_count\":1},{},{\"user_count\":0}]}"));
    }

    @Test
    @PC(201)
    void anExclusionIsForItsEventAlone(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("batch-");
        client.subscribe(channel);

        batch(app, List.of(event(channel, "1"),
                Map.of("name", "e", "channel", channel, "data", "2", "socket_id", client.socketId()),
                event(channel, "3"))).then().statusCode(200);

        assertThat(client.expectEvent("e", channel).data()).isEqualTo("1");
        assertThat(client.expectEvent("e", channel).data()).isEqualTo("3");
    }

    private static Response batch(App app, List<Map<String, String>> events) {
        return app.rest().send(app.rest().post("/batch_events", Map.of("batch", events)));
    }

    private static List<Map<String, String>> numbered(String channel, int count) {
        return IntStream.range(0, count).mapToObj(i -> event(channel, Integer.toString(i))).toList();
    }

    private static Map<String, String> event(String channel, String data) {
        return Map.of("name", "e", "channel", channel, "data", data);
    }
}
