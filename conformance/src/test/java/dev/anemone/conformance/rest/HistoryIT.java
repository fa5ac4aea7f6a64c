package dev.anemone.conformance.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.pusher.SignedRequest;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Tenant;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// `GET /channels/{channel}/history`: what was published lately, which is not of Pusher's API.
@Conformance
class HistoryIT {
    @Test
    void whatWasPublishedIsShownNewestFirst(App app) {
        String channel = app.channel("news-");
        app.rest().publish(channel, "first", "{\"n\":1}");
        app.rest().publish(channel, "second", "ü \"2\"");

        JsonNode page = app.rest().json(history(app, channel));

        assertThat(page.path("enabled").asBoolean()).isTrue();
        assertThat(page.path("events").findValuesAsText("name")).containsExactly("second", "first");
        assertThat(page.path("events").findValuesAsText("data")).containsExactly("ü \"2\"", "{\"n\":1}");
        assertThat(page.path("events").findValuesAsText("time"))
                .allSatisfy(time -> assertThat(Duration.between(Instant.parse(time), Instant.now()).abs())
                        .isLessThan(Duration.ofMinutes(1)));
        assertThat(page.path("more").asBoolean()).isFalse();
        assertThat(page.path("complete").asBoolean()).isTrue();
        assertThat(page.path("top")).isEqualTo(page.path("events").path(0).path("position"));
    }

    @Test
    void aReaderGoesOnWhereItStopped(App app) {
        String channel = app.channel("news-");
        String beginning = app.rest().json(history(app, channel)).path("top").asText();
        for (int i = 1; i <= 3; i++) {
            app.rest().publish(channel, "e" + i, "");
        }

        JsonNode page = app.rest().json(forwards(app, channel, beginning).with("limit", "2"));
        JsonNode rest = app.rest().json(forwards(app, channel, page.path("next").asText()).with("limit", "2"));

        assertThat(page.path("events").findValuesAsText("name")).containsExactly("e1", "e2");
        assertThat(page.path("more").asBoolean()).isTrue();
        assertThat(rest.path("events").findValuesAsText("name")).containsExactly("e3");
        assertThat(rest.path("more").asBoolean()).isFalse();
        assertThat(List.of(page, rest)).allMatch(part -> part.path("complete").asBoolean());
        assertThat(app.rest().json(forwards(app, channel, rest.path("top").asText())).path("events")).isEmpty();
    }

    @Test
    void rulesSayHowMuchIsKept(@Of(Tenant.REMEMBERING) App app) {
        String channel = app.channel("private-short-");
        for (int i = 1; i <= 4; i++) {
            app.rest().publish(channel, "e" + i, "");
        }
        JsonNode page = app.rest().json(history(app, channel));
        assertThat(page.path("events").findValuesAsText("name")).containsExactly("e4", "e3", "e2");
        assertThat(page.path("complete").asBoolean()).isFalse();

        String unkept = app.channel("unkept-");
        app.rest().publish(unkept, "e", "");
        assertThat(app.rest().json(history(app, unkept)))
                .hasToString("{\"enabled\":false,\"events\":[],\"more\":false,\"complete\":false}");
    }

    @Test
    void whatClientsSendIsThereToo(@Of(Tenant.REMEMBERING) App app) {
        String channel = app.channel("presence-room-");
        PusherConnection alice = app.connect();
        alice.joinAs("alice", channel);
        alice.sendClientEvent(channel, "client-hello", Map.of("to", "all"));

        JsonNode event = await().until(() -> app.rest().json(history(app, channel)).path("events").path(0),
                found -> !found.isMissingNode());

        assertThat(event.path("name").asText()).isEqualTo("client-hello");
        assertThat(event.path("user_id").asText()).isEqualTo("alice");
        assertThat(event.path("data").asText()).isEqualTo("{\"to\":\"all\"}");
    }

    @Test
    void itMustBeAskedForRightAndSigned(App app) {
        String channel = app.channel("news-");
        assertThat(app.rest().send(history(app, channel).with("limit", "1001")).statusCode()).isEqualTo(400);
        assertThat(app.rest().send(history(app, channel).with("since", "17")).statusCode()).isEqualTo(400);
        assertThat(app.rest().send(history(app, channel).spoiling(right -> "0".repeat(right.length()))).statusCode())
                .isEqualTo(401);
    }

    private static SignedRequest history(App app, String channel) {
        return app.rest().get("/channels/" + channel + "/history");
    }

    private static SignedRequest forwards(App app, String channel, String since) {
        return history(app, channel).with("direction", "forwards").with("since", since);
    }
}
