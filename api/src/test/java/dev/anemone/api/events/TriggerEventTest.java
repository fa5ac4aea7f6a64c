package dev.anemone.api.events;

import static dev.anemone.api.Apps.channel;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import dev.anemone.api.ApiServer;
import dev.anemone.api.Apps;
import dev.anemone.api.Signed;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.Member;
import dev.anemone.model.Publication;
import dev.anemone.model.SocketId;
import dev.anemone.model.StreamPosition;
import dev.anemone.model.UserId;
import io.restassured.RestAssured;
import io.restassured.config.EncoderConfig;
import io.restassured.http.ContentType;
import io.restassured.response.ValidatableResponse;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// PC-180 to PC-203: what reaches the broker, byte for byte, and what the caller is told.
class TriggerEventTest {
    private final ApiServer server = ApiServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void pc180AnEventIsPublishedAndAnsweredWithAnEmptyObject() {
        server.hear("project-3");
        trigger("{\"name\":\"foo\",\"channels\":[\"project-3\"],\"data\":\"{\\\"some\\\":\\\"data\\\"}\"}")
                .statusCode(200)
                .contentType(equalTo("application/json"))
                .header("Content-Length", "2")
                .body(equalTo("{}"));
        assertThat(server.heard()).extracting(heard -> heard.at(StreamPosition.NONE))
                .containsExactly(new Publication(channel("project-3"), new EventName("foo"),
                        EventData.ofString("{\"some\":\"data\"}"), null, null));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"\"", "\"hello\"", "\"\\u00e9\\/\\ud83d\\ude00\"", "\"é😀\u2028\"", "\"\\u0000\\b\"",
            "\"\\\"quoted\\\"\"", "\"\\ud800\""})
    void pc181DataIsPublishedAsTheBytesItWasSentIn(String token) {
        server.hear("c");
        trigger("{\"name\":\"n\",\"channel\":\"c\",\"data\":" + token + "}").statusCode(200);
        assertThat(server.heardTokens()).containsExactly(token);
    }

    @Test
    void pc182OneChannelMayBeNamed() {
        server.hear("c", "d");
        trigger("{\"name\":\"n\",\"channel\":\"c\",\"data\":\"1\"}").statusCode(200);
        trigger("{\"name\":\"n\",\"channel\":\"c\",\"channels\":[\"d\"],\"data\":\"2\"}").statusCode(200);
        assertThat(server.heard()).extracting(Publication::channel).containsExactly(channel("c"), channel("d"));
    }

    @ParameterizedTest
    @CsvSource({"1, 200", "100, 200", "101, 400", "0, 400"})
    void pc183AnEventGoesTo1To100Channels(int channels, int status) {
        server.hear("c0", "c99");
        String names = IntStream.range(0, channels).mapToObj(i -> "\"c" + i + "\"").collect(Collectors.joining(","));
        trigger("{\"name\":\"n\",\"channels\":[" + names + "],\"data\":\"\"}").statusCode(status);
        assertThat(server.heard()).hasSize(status == 400 ? 0 : channels == 100 ? 2 : 1);
    }

    @Test
    void pc184AChannelThatIsNamedTwiceHearsOnce() {
        server.hear("a", "b");
        trigger("{\"name\":\"n\",\"channels\":[\"a\",\"b\",\"a\"],\"data\":\"\"}").statusCode(200);
        assertThat(server.heard()).extracting(Publication::channel).containsExactly(channel("a"), channel("b"));
    }

    @Test
    void pc185OneConnectionIsLeftOutOnEveryChannel() {
        server.hear("a", "b");
        trigger("{\"name\":\"n\",\"channels\":[\"a\",\"b\"],\"data\":\"\",\"socket_id\":\"12.34\"}").statusCode(200);
        assertThat(server.heard()).hasSize(2)
                .allSatisfy(heard -> assertThat(heard.except()).isEqualTo(new SocketId("12.34")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"1\"", "\"a.b\"", "\"1.2\\n\"", "\"\"", "1.2"})
    void pc186AMalformedSocketIdIsRefused(String socketId) {
        trigger("{\"name\":\"n\",\"channel\":\"c\",\"data\":\"\",\"socket_id\":" + socketId + "}").statusCode(400);
    }

    @Test
    void pc187ANameIsAStringOf1To200Characters() {
        trigger("{\"channel\":\"c\",\"data\":\"\"}").statusCode(400)
                .body(equalTo("Expected name parameter to be a string\n"));
        trigger("{\"name\":7,\"channel\":\"c\",\"data\":\"\"}").statusCode(400);
        trigger("{\"name\":\"" + "é".repeat(200) + "\",\"channel\":\"c\",\"data\":\"\"}").statusCode(200);
        trigger("{\"name\":\"" + "é".repeat(201) + "\",\"channel\":\"c\",\"data\":\"\"}").statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"App\\\\Events\\\\OrderShipped", "a.b", "client-x", "\\u0000", "é 😀", "pusher",
            "pusher-x"})
    void pc188NamesHaveAnyCharacters(String name) {
        server.hear("c");
        trigger("{\"name\":\"" + name + "\",\"channel\":\"c\",\"data\":\"\"}").statusCode(200);
        String decoded = name.replace("\\\\", "\\").replace("\\u0000", "\0");
        assertThat(server.heard()).extracting(heard -> heard.event().value()).containsExactly(decoded);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pusher:x", "pusher_internal:x"})
    void namesOfTheServiceAreRefused(String name) {
        trigger("{\"name\":\"" + name + "\",\"channel\":\"c\",\"data\":\"\"}").statusCode(400);
    }

    @Test
    void pc189DataHas10240Bytes() {
        server.hear("c");
        trigger(eventOf("x".repeat(10_240))).statusCode(200);
        trigger(eventOf("x".repeat(10_241))).statusCode(413)
                .body(equalTo("The data content of this event exceeds the allowed maximum (10240 bytes). See "
                        + "https://pusher.com/docs/channels/server_api/http-api#publishing-events for more info\n"));
        trigger(eventOf("é".repeat(5_120))).statusCode(200);
        trigger(eventOf("é".repeat(5_121))).statusCode(413);
        assertThat(server.heard()).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "{", "[]", "{\"name\":\"n\",\"channel\":\"c\",\"data\":\"\"}}"})
    void pc191WhatIsNotAJsonObjectIsRefused(String body) {
        server.json(body).post(Signed.BY_APP.post("/apps/3/events", body)).then().statusCode(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a/b", "é", "", "private-x:y", "#x"})
    void pc192OneInvalidNameStopsTheWholeRequest(String invalid) {
        server.hear("a", "z");
        trigger("{\"name\":\"n\",\"channels\":[\"a\",\"" + invalid + "\",\"z\"],\"data\":\"\"}").statusCode(400)
                .body(equalTo("Invalid channel name: " + invalid + "\n"));
        assertThat(server.heard()).isEmpty();
    }

    @Test
    void pc193InfoIsToldOfEachChannelThatHasIt() {
        server.store().occupancy().report(channel("public"), 13);
        trigger("{\"name\":\"n\",\"channels\":[\"public\",\"presence-empty\"],\"data\":\"\","
                + "\"info\":\"user_count,subscription_count\"}")
                .statusCode(200)
                .body(equalTo("{\"channels\":{\"public\":{\"subscription_count\":13},"
                        + "\"presence-empty\":{\"user_count\":0,\"subscription_count\":0}}}"));
        trigger("{\"name\":\"n\",\"channels\":[\"public\"],\"data\":\"\",\"info\":\"user_count\"}").statusCode(200)
                .body(equalTo("{\"channels\":{\"public\":{}}}"));
        trigger("{\"name\":\"n\",\"channels\":[\"public\"],\"data\":\"\",\"info\":\"\"}").statusCode(200)
                .body(equalTo("{}"));
    }

    @Test
    void usersAreCountedOnce() {
        join("presence-x", "1.1", "one");
        join("presence-x", "1.2", "one");
        join("presence-x", "1.3", "two");
        trigger("{\"name\":\"n\",\"channel\":\"presence-x\",\"data\":\"\",\"info\":\"user_count\"}").statusCode(200)
                .body(equalTo("{\"channels\":{\"presence-x\":{\"user_count\":2}}}"));
    }

    @Test
    void anAppThatDidNotOptInIsNotToldSubscriptionCounts() {
        String body = "{\"name\":\"n\",\"channels\":[\"a\",\"presence-b\"],\"data\":\"\","
                + "\"info\":\"subscription_count,user_count\"}";
        server.json(body)
                .post(new Signed(Apps.OTHER_CREDENTIAL, Apps.NOW).post("/apps/4/events", body))
                .then()
                .statusCode(200)
                .body(equalTo("{\"channels\":{\"a\":{},\"presence-b\":{\"user_count\":0}}}"));
    }

    @Test
    void unknownInfoIsRefusedAndNothingIsPublished() {
        server.hear("c");
        trigger("{\"name\":\"n\",\"channel\":\"c\",\"data\":\"\",\"info\":\"cash\"}").statusCode(400);
        assertThat(server.heard()).isEmpty();
    }

    @Test
    void pc196EventsOfOneCallerAreHeardInOrder() {
        server.hear("c");
        for (int i = 0; i < 20; i++) {
            trigger(eventOf(Integer.toString(i))).statusCode(200);
        }
        assertThat(server.heardTokens()).isEqualTo(IntStream.range(0, 20).mapToObj(i -> "\"" + i + "\"").toList());
    }

    @ParameterizedTest
    @ValueSource(strings = {"#server-to-user-12", "private-encrypted-x", "presence-cache-a_b=@,.;", "cache-x"})
    void everyKindOfChannelCanBeNamed(String name) {
        server.hear(name);
        trigger("{\"name\":\"n\",\"channel\":\"" + name + "\",\"data\":\"\"}").statusCode(200);
        assertThat(server.heard()).extracting(Publication::channel).containsExactly(channel(name));
    }

    @Test
    void pc202AnEventMayBeInTheQuery() {
        server.hear("a,b", "c;d");
        String signed = "auth_key=278d425bdf160c739803&auth_timestamp=1353088179&auth_version=1.0"
                + "&channels[]=a,b&channels[]=c;d&data={\"é\": 1}&info=user_count&name=foo&socket_id=1.2";
        String sent = signed.replace("{\"é\": 1}", "%7B%22%C3%A9%22:+1%7D");
        server.request()
                .post("/apps/3/events?" + sent + "&auth_signature="
                        + Signed.BY_APP.signature("POST", "/apps/3/events", signed))
                .then()
                .statusCode(200)
                .body(equalTo("{\"channels\":{\"a,b\":{},\"c;d\":{}}}"));
        assertThat(server.heardTokens()).containsExactly("\"{\\\"é\\\": 1}\"", "\"{\\\"é\\\": 1}\"");
        assertThat(server.heard().getFirst().except()).isEqualTo(new SocketId("1.2"));
    }

    @Test
    void pc202OneChannelMayBeInTheQuery() {
        server.hear("c");
        server.request()
                .post(Signed.BY_APP.target("POST", "/apps/3/events",
                        Map.of("channel", "c", "data", "d", "name", "n")))
                .then()
                .statusCode(200)
                .body(equalTo("{}"));
        server.request()
                .post(Signed.BY_APP.target("POST", "/apps/3/events", Map.of("channel", "c", "name", "n")))
                .then()
                .statusCode(400);
        assertThat(server.heard()).hasSize(1);
    }

    @Test
    void theContentTypeDoesNotMatter() {
        String body = eventOf("x");
        for (String type : new String[]{"text/plain", "application/x-www-form-urlencoded", "nonsense"}) {
            server.request()
                    .header("Content-Type", type)
                    .config(RestAssured.config()
                            .encoderConfig(EncoderConfig.encoderConfig()
                                    .encodeContentTypeAs(type, ContentType.TEXT)))
                    .body(body)
                    .post(Signed.BY_APP.post("/apps/3/events", body))
                    .then()
                    .statusCode(200);
        }
    }

    private ValidatableResponse trigger(String body) {
        return server.json(body).post(Signed.BY_APP.post("/apps/3/events", body)).then();
    }

    private static String eventOf(String data) {
        return "{\"name\":\"n\",\"channel\":\"c\",\"data\":\"" + data + "\"}";
    }

    private void join(String channel, String socket, String user) {
        server.store()
                .presence()
                .join(channel(channel), new SocketId(socket), new Member(new UserId(user), Member.NO_INFO), 100)
                .toCompletableFuture()
                .join();
    }
}
