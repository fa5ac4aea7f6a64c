package dev.anemone.conformance.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.pusher.SignedRequest;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `Idempotency-Key` and `id`: what is sent again is published once, which is not of Pusher's API.
@Conformance
class IdempotencyIT {
    @Test
    void ofManyRequestsWithOneKeyOneIsPublished(App app) throws Exception {
        PusherConnection client = app.connect();
        String channel = app.channel("once-");
        client.subscribe(channel);

        List<Response> answers = Repetition.of(50, List.of(app),
                sender -> sender.rest().post("/events", event(channel, "1")).header("Idempotency-Key", "k-" + channel));

        Repetition.assertOneWasFirst(answers);
        client.expectEvent("E", channel);
        client.assertOpen();
    }

    @Test
    void aRepetitionIsAnsweredAsTheFirst(App app) {
        String channel = app.channel("presence-once-");
        Map<String, String> event = Map.of("name", "E", "channel", channel, "data", "1", "info", "user_count,position");

        Response first = send(app, "/events", event, "k-" + channel);
        app.connect().joinAs("alice", channel);
        Response again = send(app, "/events", event, "k-" + channel);

        assertThat(again.body().asString()).isEqualTo(first.body().asString()).contains("\"user_count\":0");
        assertThat(first.header("Idempotency-Replayed")).isNull();
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
    }

    @Test
    void anotherEventWithTheKeyIsRefused(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("once-");
        client.subscribe(channel);
        send(app, "/events", event(channel, "1"), "k-" + channel);

        Response refused = send(app, "/events", event(channel, "2"), "k-" + channel);

        assertThat(refused.statusCode()).isEqualTo(409);
        assertThat(refused.body().asString()).contains("k-" + channel, "on channel " + channel, "first used at");
        assertThat(client.expectEvent("E", channel).data()).isEqualTo("1");
        client.assertOpen();
    }

    @Test
    void whatAnInterruptedBatchLeftOutIsCompleted(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("once-");
        client.subscribe(channel);
        var one = Map.of("name", "E", "channel", channel, "data", "1", "id", "1-" + channel);
        var two = Map.of("name", "E", "channel", channel, "data", "2", "id", "2-" + channel);

        app.rest().json(app.rest().post("/batch_events", Map.of("batch", List.of(one))));
        Response half = app.rest().send(app.rest().post("/batch_events", Map.of("batch", List.of(one, two))));
        Response whole = app.rest().send(app.rest().post("/batch_events", Map.of("batch", List.of(one, two))));

        assertThat(half.header("Idempotency-Replayed")).isNull();
        assertThat(whole.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(client.expectEvent("E", channel).data()).isEqualTo("1");
        assertThat(client.expectEvent("E", channel).data()).isEqualTo("2");
        client.assertOpen();
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "\"a", "é"})
    void whatIsNoKeyIsRefused(String key, App app) {
        Response refused = send(app, "/events", event(app.channel("once-"), "1"), key);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body().asString()).contains("Idempotency-Key");
    }

    private static Response send(App app, String path, Map<String, ?> body, String key) {
        SignedRequest request = app.rest().post(path, body).header("Idempotency-Key", key);
        return app.rest().send(request);
    }

    private static Map<String, String> event(String channel, String data) {
        return Map.of("name", "E", "channel", channel, "data", data);
    }
}
