package dev.anemone.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.Member;
import dev.anemone.model.Publication;
import dev.anemone.model.SocketId;
import dev.anemone.model.StreamPosition;
import dev.anemone.model.UserId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The exact text of everything the server says. The frames are those of Pusher's documentation, with the double encoding
/// that its clients need.
class MessageEncoderTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final ChannelName ROOM = new ChannelName("presence-room");

    private static Frame publication(String event, String token, @Nullable String sender) {
        var key = new ChannelKey(new AppId("1"), new ChannelName("private-x"));
        return MessageEncoder.publication(new Publication(key, new EventName(event),
                EventData.ofToken(token.getBytes(StandardCharsets.UTF_8)), new SocketId("1.1"),
                sender == null ? null : new UserId(sender)));
    }

    private static JsonNode data(Frame frame) throws IOException {
        return JSON.readTree(JSON.readTree(frame.json()).get("data").textValue());
    }

    @Test
    void connectionEstablished() {
        assertThat(MessageEncoder.connectionEstablished(new SocketId("131160.155806628"), Duration.ofMinutes(2)))
                .hasToString("""
                        {"event":"pusher:connection_established","data":"{\\"socket_id\\":\\"131160.155806628\\",\
                        \\"activity_timeout\\":120}"}""");
    }

    @ParameterizedTest
    @CsvSource({"50,1", "999,1", "1000,1", "1001,2", "86400000,86400"})
    void theActivityTimeoutIsAnnouncedInWholeSecondsNeverZero(long millis, int seconds) {
        assertThat(MessageEncoder.connectionEstablished(new SocketId("1.2"), Duration.ofMillis(millis)).json())
                .endsWith("\\\"activity_timeout\\\":" + seconds + "}\"}");
    }

    @Test
    void pong() {
        assertThat(MessageEncoder.PONG).hasToString("{\"event\":\"pusher:pong\",\"data\":\"{}\"}");
    }

    @Test
    void anErrorIsAnObjectWithANumberOrNull() {
        assertThat(MessageEncoder.error(4001, "App \"K\" not\nhere"))
                .hasToString("""
                        {"event":"pusher:error","data":{"code":4001,"message":"App \\"K\\" not\\nhere"}}""");
        assertThat(MessageEncoder.error("Existing subscription to channel my-channel"))
                .hasToString("""
                        {"event":"pusher:error","data":{"code":null,\
                        "message":"Existing subscription to channel my-channel"}}""");
    }

    @Test
    void subscriptionError() {
        assertThat(MessageEncoder.subscriptionError("a \"b\"", "AuthError", "No \\ way", 401))
                .hasToString("""
                        {"event":"pusher:subscription_error","channel":"a \\"b\\"","data":"{\\"type\\":\\"AuthError\\",\
                        \\"error\\":\\"No \\\\\\\\ way\\",\\"status\\":401}"}""");
    }

    @Test
    void subscriptionSucceededHasDataThatClientsCompareTo() {
        assertThat(MessageEncoder.subscriptionSucceeded(new ChannelName("my-channel")))
                .hasToString("""
                        {"event":"pusher_internal:subscription_succeeded","channel":"my-channel","data":"{}"}""");
    }

    @Test
    void subscriptionSucceededOnPresence() {
        var members = List.of(new Member(new UserId("11"), "{\"name\":\"Ann\"}"),
                new Member(new UserId("22"), "{\"name\":\"Bob\"}"));

        assertThat(MessageEncoder.subscriptionSucceeded(ROOM, members)).hasToString(
                """
                        {"event":"pusher_internal:subscription_succeeded","channel":"presence-room","data":\
                        "{\\"presence\\":{\\"count\\":2,\\"ids\\":[\\"11\\",\\"22\\"],\\"hash\\":{\\"11\\":{\\"name\\":\\"Ann\\"},\
                        \\"22\\":{\\"name\\":\\"Bob\\"}}}}"}""");
    }

    @Test
    void aMemberAddedAndRemoved() {
        assertThat(MessageEncoder.memberAdded(ROOM, new Member(new UserId("22"), "{\"name\":\"Bob\"}"))).hasToString("""
                {"event":"pusher_internal:member_added","channel":"presence-room",\
                "data":"{\\"user_id\\":\\"22\\",\\"user_info\\":{\\"name\\":\\"Bob\\"}}"}""");
        assertThat(MessageEncoder.memberRemoved(ROOM, new UserId("22"))).hasToString(
                """
                        {"event":"pusher_internal:member_removed","channel":"presence-room","data":"{\\"user_id\\":\\"22\\"}"}""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "\\", "\\\"", "\n\r\t\b\f\u0000\u001f", "é漢😀\u2028", "\"}", "</script>"})
    void membersSurviveBothEncodings(String odd) throws IOException {
        var member = new Member(new UserId(odd), "{ \"n\" : " + JSON.writeValueAsString(odd) + " }");
        var other = new Member(new UserId("2"), "{}");

        JsonNode presence = data(MessageEncoder.subscriptionSucceeded(ROOM, List.of(other, member))).get("presence");
        assertThat(presence.get("ids").get(1).textValue()).isEqualTo(odd);
        assertThat(presence.get("hash").get(odd).get("n").textValue()).isEqualTo(odd);
        assertThat(presence.get("hash").get("2").isEmpty()).isTrue();

        JsonNode added = data(MessageEncoder.memberAdded(ROOM, member));
        assertThat(added.get("user_id").textValue()).isEqualTo(odd);
        assertThat(added.get("user_info").get("n").textValue()).isEqualTo(odd);
        assertThat(data(MessageEncoder.memberRemoved(ROOM, member.id())).get("user_id").textValue()).isEqualTo(odd);
    }

    @Test
    void whatIsSaidOfTokens() {
        assertThat(MessageEncoder.tokenAccepted(600, new UserId("a\"b"))).hasToString("""
                {"event":"anemone:token_accepted",\
                "data":"{\\"expires_in\\":600,\\"user_id\\":\\"a\\\\\\"b\\"}"}""");
        assertThat(MessageEncoder.tokenAccepted(0, null)).hasToString("""
                {"event":"anemone:token_accepted","data":"{\\"expires_in\\":0,\\"user_id\\":null}"}""");
        assertThat(MessageEncoder.tokenRefused(AccessCode.USER_CHANGED)).hasToString("""
                {"event":"anemone:token_refused","data":"{\\"code\\":\\"user_changed\\"}"}""");
        assertThat(MessageEncoder.tokenExpiring(60)).hasToString("""
                {"event":"anemone:token_expiring","data":"{\\"in\\":60}"}""");
        assertThat(MessageEncoder.subscriptionSucceeded(new ChannelName("private-encrypted-a"), "c2VjcmV0"))
                .hasToString("""
                        {"event":"pusher_internal:subscription_succeeded","channel":"private-encrypted-a",\
                        "data":"{\\"shared_secret\\":\\"c2VjcmV0\\"}"}""");
    }

    @Test
    void readersOfStreamsHearNothingOfPlacesAlone() {
        var place = new StreamPosition("e1-1", 7, "x");

        Frame frame = MessageEncoder.place(new ChannelName("a"), place);

        assertThat(frame).hasToString(
                "{\"event\":\"anemone:position\",\"channel\":\"a\",\"position\":\"" + place.toWire() + "\"}");
        assertThat(frame.position()).isEqualTo(place);
        assertThat(FrameKind.of(frame)).isEqualTo(FrameKind.PROTOCOL);
    }

    @Test
    void readersOfStreamsHearNothingOfTokens() {
        assertThat(FrameKind.of(MessageEncoder.tokenExpiring(60))).isEqualTo(FrameKind.PROTOCOL);
        assertThat(FrameKind.of(MessageEncoder.tokenRefused(AccessCode.TOKEN_REVOKED))).isEqualTo(FrameKind.PROTOCOL);
        assertThat(FrameKind.of(MessageEncoder.subscriptionError("a", "AuthError", "token_revoked", 403)))
                .isEqualTo(FrameKind.CHANNEL_ERROR);
    }

    @Test
    void aLoneSurrogateBecomesAnEscape() {
        assertThat(MessageEncoder.memberRemoved(ROOM, new UserId("\ud83d"))).hasToString("""
                {"event":"pusher_internal:member_removed","channel":"presence-room",\
                "data":"{\\"user_id\\":\\"\\\\ud83d\\"}"}""");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"{\\\"hello\\\":\\\"world\\\"}\"", "\"\"", "\"\\u00e9\\/é😀\"", "\"\\ud83d\""})
    void thePayloadIsCopiedByteForByte(String token) {
        assertThat(publication("my-event", token, null))
                .hasToString("{\"event\":\"my-event\",\"channel\":\"private-x\",\"data\":" + token + "}");
        assertThat(publication("my-event", token, "22"))
                .hasToString("{\"event\":\"my-event\",\"channel\":\"private-x\",\"data\":" + token
                        + ",\"user_id\":\"22\"}");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {"App\\Events\\Shipped|App\\\\Events\\\\Shipped",
            "say \"hi\"|say \\\"hi\\\"", "tab\there|tab\\there", "é😀|é😀", "lone \ud83d|lone \\ud83d"})
    void namesOfEventsAndSendersAreEscaped(String name, String escaped) {
        assertThat(publication(name, "\"\"", name))
                .hasToString("{\"event\":\"" + escaped + "\",\"channel\":\"private-x\",\"data\":\"\",\"user_id\":\""
                        + escaped + "\"}");
    }
}
