package dev.anemone.conformance.rest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anemone.conformance.pusher.Credentials;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.AnemoneProcess;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.RedisProcess;
import io.restassured.response.Response;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Two processes over one Redis know the same keys and show the same history.
class SharedHistoryIT {
    private static final RedisProcess REDIS = RedisProcess.start();
    private static final List<AnemoneProcess> NODES = new ArrayList<>();

    @BeforeAll
    static void start() {
        for (String name : List.of("here", "there")) {
            NODES.add(AnemoneProcess.start(name, """
                    redis: %s
                    apps: [{id: "1", key: key-1, secret: secret-1}]
                    """.formatted(REDIS.url())));
        }
    }

    @AfterAll
    static void stop() {
        NODES.forEach(AnemoneProcess::close);
        REDIS.close();
    }

    @Test
    void ofManyRequestsWithOneKeyOneIsPublished() throws Exception {
        try (App here = app(NODES.getFirst()); App there = app(NODES.getLast())) {
            String channel = here.channel("once-");
            PusherConnection hearsHere = here.connect();
            PusherConnection hearsThere = there.connect();
            hearsHere.subscribe(channel);
            hearsThere.subscribe(channel);

            List<Response> answers = Repetition.of(50, List.of(here, there),
                    sender -> sender.rest().post("/events", event(channel, "1")).header("Idempotency-Key", "k1"));
            there.rest().publish(channel, "last", "");

            Repetition.assertOneWasFirst(answers);
            for (PusherConnection client : List.of(hearsHere, hearsThere)) {
                client.expectEvent("E", channel);
                client.expectEvent("last", channel);
            }
        }
    }

    @Test
    void anotherEventWithTheKeyIsRefusedEverywhere() {
        try (App here = app(NODES.getFirst()); App there = app(NODES.getLast())) {
            String channel = here.channel("once-");
            here.rest().json(here.rest().post("/events", event(channel, "1")).header("Idempotency-Key", "k1"));

            Response refused = there.rest()
                    .send(there.rest().post("/events", event(channel, "2")).header("Idempotency-Key", "k1"));

            assertThat(refused.statusCode()).isEqualTo(409);
            String position = here.rest().json(here.rest().get("/channels/" + channel + "/history")).path("top")
                    .asText();
            assertThat(refused.body().asString()).contains("at position " + position);
        }
    }

    @Test
    void historyIsTheSameEverywhere() {
        try (App here = app(NODES.getFirst()); App there = app(NODES.getLast())) {
            String channel = here.channel("news-");
            here.rest().publish(channel, "e1", "1");
            JsonNode position = there.rest().json(there.rest().post("/events",
                    Map.of("name", "e2", "channel", channel, "data", "2", "info", "position")))
                    .path("channels").path(channel).path("position");

            JsonNode page = here.rest().json(here.rest().get("/channels/" + channel + "/history"));

            assertThat(page.path("events").findValuesAsText("data")).containsExactly("2", "1");
            assertThat(page.path("top")).isEqualTo(position);
            assertThat(there.rest().json(there.rest().get("/channels/" + channel + "/history"))).isEqualTo(page);
        }
    }

    private static App app(AnemoneProcess node) {
        return new App(node.endpoint(), new Credentials("1", "key-1", "secret-1"));
    }

    private static Map<String, String> event(String channel, String data) {
        return Map.of("name", "E", "channel", channel, "data", data);
    }
}
