package dev.anemone.conformance.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.Publisher;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Tenant;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `POST /events`: one event to some channels.
@Conformance
class PublishingIT {
    @Test
    @PC(180)
    void successIsAnEmptyObject(App app) {
        Response response = app.rest().events(event(app.channel("public-")));

        response.then().statusCode(200).body(equalTo("{}"));
        assertThat(response.contentType()).startsWith("application/json");
    }

    @Test
    @PC(181)
    void subscribersReceiveExactlyWhatWasPublished(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("exact-");
        String data = " {\"b\": 1.0, \"a\":\"\\u00e9\\/\" ,\"a\":2}\t";
        client.subscribe(channel);

        app.rest().publish(channel, "exact", data);

        Message message = client.expectEvent("exact");
        assertThat(message.json()).isEqualTo(
                Json.parse(Json.text(Map.of("event", "exact", "channel", channel, "data", data))));
    }

    @Test
    @PC(182)
    void oneChannelMayBeNamedInTheSingular(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("single-");
        client.subscribe(channel);

        app.rest().events(Map.of("name", "e", "channel", channel, "data", "d")).then().statusCode(200);

        client.expectEvent("e", channel);
    }

    @Test
    @PC(183)
    void anEventGoesToOneTo100Channels(App app) {
        List<String> channels = IntStream.rangeClosed(0, 100).mapToObj(_ -> app.channel("many-")).toList();
        PusherConnection client = app.connect();
        client.subscribe(channels.get(99));

        app.rest().events(event(channels.subList(0, 100))).then().statusCode(200);
        app.rest().events(event(channels)).then().statusCode(400);
        app.rest().events(event(List.of())).then().statusCode(400);
        app.rest().events(Map.of("name", "e", "data", "d")).then().statusCode(400);

        client.expectEvent("e", channels.get(99));
        client.expectNothing();
    }

    @Test
    @PC(184)
    void aChannelNamedTwiceHearsItOnce(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("twice-");
        client.subscribe(channel);

        app.rest().publish(List.of(channel, channel), "e", "d");
        app.rest().publish(channel, "marker", "");

        client.expectEvent("e", channel);
        client.expectEvent("marker", channel);
    }

    @Test
    @PC(185)
    void theExcludedConnectionHearsItOnNoChannelAndAllOthersDo(App app) {
        List<String> channels = List.of(app.channel("one-"), app.channel("two-"));
        PusherConnection excluded = app.connect();
        PusherConnection other = app.connect();
        channels.forEach(excluded::subscribe);
        channels.forEach(other::subscribe);

        app.rest().events(Map.of("name", "e", "channels", channels, "data", "d", "socket_id", excluded.socketId()))
                .then().statusCode(200);
        app.rest().publish(channels, "marker", "");

        assertThat(Stream.generate(other::next).limit(4).map(Message::event)).containsExactlyInAnyOrder("e", "e",
                "marker", "marker");
        assertThat(Stream.generate(excluded::next).limit(2).map(Message::event)).containsOnly("marker");
    }

    @ParameterizedTest
    @PC(186)
    @ValueSource(strings = {"nonsense", "1", "1.", ".1", "1.2.3", "1.2 ", "-1.2", "1.2\n", "١.٢", ""})
    void aSocketIdMustLookLikeOne(String socketId, App app) {
        app.rest().events(Map.of("name", "e", "channel", app.channel("x-"), "data", "d", "socket_id", socketId))
                .then().statusCode(400);
    }

    @Test
    @PC(186)
    void aSocketIdMayBeNobodys(App app) {
        app.rest().events(Map.of("name", "e", "channel", app.channel("x-"), "data", "d", "socket_id", "1.2")).then()
                .statusCode(200);
    }

    @Test
    @PC(187)
    void anEventNeedsAName(App app) {
        app.rest().events(Map.of("channel", app.channel("x-"), "data", "d")).then().statusCode(400);
        app.rest().events(Map.of("name", 7, "channel", app.channel("x-"), "data", "d")).then().statusCode(400);
        app.rest().events(Map.of("name", List.of("e"), "channel", app.channel("x-"), "data", "d")).then()
                .statusCode(400);
    }

    @Test
    @PC(187)
    void aNameHasUpTo200Characters(App app) {
        app.rest().events(Map.of("name", "n".repeat(200), "channel", app.channel("x-"), "data", "d")).then()
                .statusCode(200);
        app.rest().events(Map.of("name", "n".repeat(201), "channel", app.channel("x-"), "data", "d")).then()
                .statusCode(400);
    }

    @ParameterizedTest
    @PC(188)
    @ValueSource(strings = {"App\\Events\\OrderShipped", "order.shipped", ".order", "ordine è partito 📦", "a\"b",
            "a b",
            "client-x"})
    void namesOfAnyKindAreDelivered(String name, App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("names-");
        client.subscribe(channel);

        app.rest().publish(channel, name, "d");

        client.expectEvent(name, channel);
    }

    @Test
    @PC(191)
    void theBodyMustBeAJsonObject(App app) {
        for (String body : List.of("{", "hello", "[]", "7", "\"x\"", "null", "{} {}",
                "{\"name\":\"e\",\"channel\":\"x\",\"data\":\"d\"}}")) {
            assertThat(app.rest().send(app.rest().request("POST", "/events").body(body)).statusCode())
                    .as(body).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @PC(192)
    @ValueSource(strings = {"a b", "a/b", "é", "", "a:b", "#x"})
    void oneInvalidChannelStopsTheWholeEvent(String invalid, App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("valid-");
        client.subscribe(channel);

        app.rest().events(event(List.of(channel, invalid))).then().statusCode(400);
        app.rest().publish(channel, "marker", "");

        client.expectEvent("marker", channel);
    }

    @Test
    @PC(193)
    void infoTellsOfEachChannelWhatAppliesToIt(@Of(Tenant.COUNTING) App app) {
        String occupied = app.channel("occupied-");
        String empty = app.channel("presence-");
        app.connect().subscribe(occupied);

        Response response = app.rest().events(Map.of("name", "e", "channels", List.of(occupied, empty), "data", "d",
                "info", "user_count,subscription_count"));

        assertThat(Json.parse(response.then().statusCode(200).extract().asString())).isEqualTo(Json.parse(
                Json.text(Map.of("channels", Map.of(occupied, Map.of("subscription_count", 1), empty,
                        Map.of("user_count", 0, "subscription_count", 0))))));
    }

    @Test
    @PC(193)
    void infoCountsUsersOfPresenceChannels(App app) {
        String open = app.channel("open-");
        String presence = app.channel("presence-");
        app.connect().joinAs("1", presence);
        app.connect().joinAs("1", presence);
        app.connect().joinAs("2", presence);

        Response response = app.rest().events(
                Map.of("name", "e", "channels", List.of(open, presence), "data", "d", "info", "user_count"));

        assertThat(Json.parse(response.then().statusCode(200).extract().asString())).isEqualTo(Json.parse(
                Json.text(Map.of("channels", Map.of(open, Map.of(), presence, Map.of("user_count", 2))))));
    }

    @Test
    @PC(194)
    void nobodyNeedsToListen(App app) {
        app.rest().events(event(List.of(app.channel("x-"), app.channel("private-"), app.channel("presence-"),
                app.channel("cache-")))).then().statusCode(200).body(equalTo("{}"));
    }

    @Test
    @PC(195)
    void eachSubscriptionIsADelivery(App app) {
        PusherConnection client = app.connect();
        List<String> channels = List.of(app.channel("one-"), app.channel("two-"));
        channels.forEach(client::subscribe);

        app.rest().publish(channels, "e", "d");

        assertThat(List.of(client.expectEvent("e").channel(), client.expectEvent("e").channel()))
                .containsExactlyInAnyOrderElementsOf(channels);
    }

    @Test
    @PC(196)
    void whatIsPublishedInTurnArrivesInTurn(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("ordered-");
        client.subscribe(channel);

        try (Publisher publisher = app.rest().publisher()) {
            for (int i = 0; i < 100; i++) {
                publisher.publish(channel, "e", Integer.toString(i));
            }
        }

        for (int i = 0; i < 100; i++) {
            assertThat(client.expectEvent("e", channel).data()).isEqualTo(Integer.toString(i));
        }
    }

    @Test
    @PC(204)
    void aDisabledAppIsForbidden(@Of(Tenant.DISABLED) App app) {
        app.rest().events(event(app.channel("x-"))).then().statusCode(403);
        app.rest().send(app.rest().get("/channels")).then().statusCode(403);
    }

    private static Map<String, Object> event(String channel) {
        return event(List.of(channel));
    }

    private static Map<String, Object> event(List<String> channels) {
        return Map.of("name", "e", "channels", channels, "data", "d");
    }
}
