package dev.anemone.api.events;

import static dev.anemone.api.Apps.channel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.anemone.api.ApiServer;
import dev.anemone.api.Signed;
import dev.anemone.auth.RequestSigner;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.Publication;
import dev.anemone.model.SocketId;
import dev.anemone.model.StreamPosition;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// PC-203: the deprecated way to trigger an event.
class TriggerRawEventTest {
    private final ApiServer server = ApiServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"some\": \"data\"}", "hello", "not \"json\\", "é😀\n\0"})
    void pc203TheBodyIsTheData(String body) {
        server.hear("c");
        trigger(utf8(body), Map.of("name", "foo", "socket_id", "1.2")).statusCode(202).body(equalTo(""));
        assertThat(server.heard()).extracting(heard -> heard.at(StreamPosition.NONE))
                .containsExactly(new Publication(channel("c"), new EventName("foo"),
                        EventData.ofString(body), new SocketId("1.2"), null));
    }

    @Test
    void aBodyIsNotNeeded() {
        server.hear("c");
        server.request()
                .post(Signed.BY_APP.target("POST", "/apps/3/channels/c/events", Map.of("name", "foo")))
                .then()
                .statusCode(202);
        assertThat(server.heardTokens()).containsExactly("\"\"");
    }

    @Test
    void theRulesOfEventsHold() {
        server.hear("c");
        trigger(utf8("x"), Map.of()).statusCode(400).body(equalTo("Expected name parameter to be a string\n"));
        trigger(utf8("x"), Map.of("name", "pusher:x")).statusCode(400);
        trigger(utf8("x"), Map.of("name", "n", "socket_id", "x")).statusCode(400);
        trigger(utf8("x".repeat(10_241)), Map.of("name", "n")).statusCode(413);
        trigger(new byte[]{'x', (byte) 0xff}, Map.of("name", "n")).statusCode(400)
                .body(equalTo("The request body is not valid UTF-8.\n"));
        assertThat(server.heard()).isEmpty();
        trigger(utf8("x".repeat(10_240)), Map.of("name", "n")).statusCode(202);
    }

    private ValidatableResponse trigger(byte[] body, Map<String, String> parameters) {
        var signed = new HashMap<>(parameters);
        signed.put("body_md5", RequestSigner.bodyMd5(body));
        return server.request()
                .body(body)
                .post(Signed.BY_APP.target("POST", "/apps/3/channels/c/events", signed))
                .then();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
