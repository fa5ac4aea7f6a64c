package dev.anemone.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.Frame;
import dev.anemone.conformance.wire.HandshakeRequest;
import dev.anemone.conformance.wire.RawWebSocket;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// How a connection begins.
@Conformance
class HandshakeIT {
    @Test
    @PC(1)
    void theQueryOfPusherJsIsUpgraded(App app) {
        RawWebSocket socket = app.handshake(
                HandshakeRequest.to(app.path("protocol=7&client=js&version=8.6.0&flash=false")));

        assertThat(socket.response().status()).isEqualTo(101);
        assertThat(socket.response().header("Upgrade")).hasValueSatisfying(
                value -> assertThat(value).isEqualToIgnoringCase("websocket"));
        assertThat(socket.response().header("Connection")).hasValueSatisfying(
                value -> assertThat(value).isEqualToIgnoringCase("upgrade"));
        assertThat(socket.response().header("Sec-WebSocket-Accept")).hasValue(HandshakeRequest.SAMPLE_ACCEPT);
    }

    @Test
    @PC(3)
    void theFirstFramesDataIsAStringThatHoldsAnObject(App app) {
        JsonNode data = firstFrame(app).path("data");

        assertThat(data.isTextual()).isTrue();
        assertThat(Json.parse(data.textValue()).isObject()).isTrue();
    }

    @Test
    @PC(4)
    void theSocketIdIsAStringOfTwoNumbers(App app) {
        JsonNode socketId = Json.parse(firstFrame(app).path("data").textValue()).path("socket_id");

        assertThat(socketId.isTextual()).isTrue();
        assertThat(socketId.textValue()).matches("\\d+\\.\\d+");
    }

    @Test
    @PC(5)
    void theActivityTimeoutIsAWholeNumberOfSeconds(App app) {
        JsonNode timeout = Json.parse(firstFrame(app).path("data").textValue()).path("activity_timeout");

        assertThat(timeout.isInt()).isTrue();
        assertThat(timeout.intValue()).isPositive();
    }

    @Test
    @PC(6)
    void theFirstFrameHasNoChannelAndNoNull(App app) {
        JsonNode frame = firstFrame(app);

        assertThat(frame.has("channel")).isFalse();
        assertThat(frame.properties()).noneMatch(member -> member.getValue().isNull());
    }

    @ParameterizedTest
    @PC(8)
    @ValueSource(strings = {"client=js&version=7.0.3&protocol=5", "flash=false&version=8.6.0&protocol=7&client=js"})
    void theOrderOfQueryParametersDoesNotMatter(String query, App app) {
        app.connect(query).assertOpen();
    }

    @Test
    @PC(9)
    void theQueryOfTheJavaClientIsAccepted(App app) {
        app.connect("client=java-client&protocol=5&version=0.0.0-dev").assertOpen();
    }

    @ParameterizedTest
    @PC(10)
    @ValueSource(ints = {4, 6})
    void olderSupportedProtocolsAreAccepted(int protocol, App app) {
        app.connect("protocol=" + protocol + "&client=js&version=2.0.0").assertOpen();
    }

    @Test
    @PC(24)
    void anOfferedSubprotocolIsConfirmed(App app) {
        RawWebSocket socket = app.handshake(HandshakeRequest.to(app.path(App.USUAL_QUERY))
                .with("Sec-WebSocket-Protocol", "pusher-channels-protocol-7"));

        assertThat(socket.response().status()).isEqualTo(101);
        assertThat(socket.response().header("Sec-WebSocket-Protocol")).hasValue("pusher-channels-protocol-7");
    }

    @Test
    @PC(24)
    void ofSeveralOfferedSubprotocolsOneIsConfirmed(App app) {
        RawWebSocket socket = app.handshake(HandshakeRequest.to(app.path(App.USUAL_QUERY))
                .with("Sec-WebSocket-Protocol", "pusher-channels-protocol-7, chat"));

        assertThat(socket.response().status()).isEqualTo(101);
        assertThat(socket.response().header("Sec-WebSocket-Protocol")).get()
                .isIn("pusher-channels-protocol-7", "chat");
    }

    @Test
    @PC(25)
    void noSubprotocolIsNamedWhenNoneWasOffered(App app) {
        assertThat(app.open(App.USUAL_QUERY).response().header("Sec-WebSocket-Protocol")).isEmpty();
    }

    @Test
    @PC(26)
    void unknownQueryParametersAreIgnored(App app) {
        app.connect(App.USUAL_QUERY + "&colour=blue&colour=&x").assertOpen();
    }

    @Test
    @PC(27)
    void aProtocolNumberAloneIsEnough(App app) {
        app.connect("protocol=7").assertOpen();
    }

    @ParameterizedTest
    @PC(28)
    @ValueSource(strings = {"https://example.com", "http://localhost:8080", "null", "file://"})
    void anyOriginIsAccepted(String origin, App app) {
        RawWebSocket socket = app.handshake(
                HandshakeRequest.to(app.path(App.USUAL_QUERY)).with("Origin", origin)).expectUpgraded();

        PusherConnection.established(socket, app.credentials()).assertOpen();
    }

    @Test
    @PC(29)
    void aFragmentedMessageIsPutTogether(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("fragmented-");
        Bytes message = Bytes.utf8(Json.text(Map.of(
                "event", "pusher:subscribe", "data", Map.of("channel", channel))));

        List<Frame> fragments = Frame.fragments(message, 7);
        client.socket().send(fragments);

        assertThat(fragments).hasSizeGreaterThan(5);
        client.expectSubscribed(channel);
    }

    private static JsonNode firstFrame(App app) {
        return Json.parse(app.open(App.USUAL_QUERY).receiveMessage().payload().text());
    }
}
