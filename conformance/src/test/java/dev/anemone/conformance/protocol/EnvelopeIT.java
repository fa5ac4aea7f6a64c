package dev.anemone.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeType;
import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The form of every frame, whatever it says. The sample is one connection's life with every kind of frame in it.
@Conformance
class EnvelopeIT {
    @Test
    @PC(41)
    void everyFrameIsAnObjectWithAnEventName(App app) {
        assertThat(sample(app)).allSatisfy(message -> {
            assertThat(message.json().isObject()).isTrue();
            assertThat(message.json().path("event").isTextual()).isTrue();
        });
    }

    @Test
    @PC(41)
    void absentMembersAreLeftOutAndNeverNull(App app) {
        assertThat(sample(app)).allSatisfy(message -> assertThat(message.json().properties())
                .noneMatch(member -> member.getValue().isNull()));
    }

    @Test
    @PC(42)
    void anErrorsDataIsAnObjectWithAMessageAndACodeOrNull(App app) {
        List<Message> errors = sample(app).stream().filter(Message::isError).toList();

        assertThat(errors).hasSizeGreaterThanOrEqualTo(3).allSatisfy(error -> {
            JsonNode data = error.json().path("data");
            assertThat(data.isObject()).isTrue();
            assertThat(data.path("message").isTextual()).isTrue();
            assertThat(data.path("code").getNodeType()).isIn(JsonNodeType.MISSING, JsonNodeType.NULL,
                    JsonNodeType.NUMBER);
        });
    }

    @Test
    @PC(43)
    void everyOtherFramesDataIsAString(App app) {
        List<Message> others = sample(app).stream().filter(message -> !message.isError()).toList();

        assertThat(others).hasSizeGreaterThanOrEqualTo(8).allSatisfy(message -> {
            if (message.json().has("data")) {
                assertThat(message.json().path("data").isTextual()).isTrue();
            }
        });
    }

    private static List<Message> sample(App app) {
        String open = app.channel("open-");
        String presence = app.channel("presence-");
        var sample = new ArrayList<Message>();
        sample.add(firstFrame(app));
        PusherConnection client = app.connect();
        sample.add(client.subscribe(open));
        sample.add(client.subscribe(app.channel("private-")));
        sample.add(client.joinAs("1", presence));

        PusherConnection other = app.connect();
        other.joinAs("2", presence);
        sample.add(client.expectEvent("pusher_internal:member_added", presence));
        other.sendClientEvent(presence, "client-wave", Map.of("hand", "left"));
        sample.add(client.expectEvent("client-wave", presence));
        other.unsubscribe(presence);
        sample.add(client.expectEvent("pusher_internal:member_removed", presence));

        app.rest().publish(open, "text", "hello");
        sample.add(client.expectEvent("text", open));
        client.send("{\"event\":\"pusher:ping\"}");
        sample.add(client.expectEvent("pusher:pong"));

        client.send("not JSON");
        client.send("unheard-of", Map.of());
        client.sendSubscribe(Map.of("channel", open));
        client.sendSubscribe(Map.of("channel", app.channel("private-"), "auth", "nonsense"));
        sample.addAll(client.untilPong());
        return sample;
    }

    private static Message firstFrame(App app) {
        String text = app.open(App.USUAL_QUERY).receiveMessage().payload().text();
        return new Message(text, Json.parse(text));
    }
}
