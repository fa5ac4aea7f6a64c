package dev.anemone.api.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import dev.anemone.api.ApiServer;
import dev.anemone.api.Apps;
import dev.anemone.api.Signed;
import dev.anemone.auth.RequestSigner;
import dev.anemone.model.Publication;
import io.restassured.response.ValidatableResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What is published once however often it is sent: by the header `Idempotency-Key`, and by `id`.
class IdempotencyTest {
    private static final String EVENTS = "/apps/3/events";
    private static final String BATCH = "/apps/3/batch_events";
    private static final String EVENT = "{\"name\":\"n\",\"channels\":[\"a\",\"b\"],\"data\":\"1\"}";

    private final ApiServer server = ApiServer.start();

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void aRepetitionIsAnsweredAndNotPublished() {
        server.hear("a", "b");

        send(EVENTS, EVENT, "k1").statusCode(200).body(equalTo("{}")).header("Idempotency-Replayed", nullValue());
        send(EVENTS, EVENT, "k1").statusCode(200).body(equalTo("{}")).header("Idempotency-Replayed", "true");

        assertThat(server.heard()).extracting(Publication::channel).containsExactly(Apps.channel("a"),
                Apps.channel("b"));
    }

    @Test
    void anotherKeyOrNoneIsAnotherEvent() {
        server.hear("a");
        for (String key : new String[]{"k1", "k2", "K1"}) {
            send(EVENTS, EVENT, key).statusCode(200).header("Idempotency-Replayed", nullValue());
        }
        post(EVENTS, EVENT).statusCode(200).header("Idempotency-Replayed", nullValue());
        post(EVENTS, EVENT).statusCode(200).header("Idempotency-Replayed", nullValue());
        assertThat(server.heard()).hasSize(5);
    }

    @Test
    void anotherEventWithTheKeyIsRefusedAndToldOfTheFirst() {
        String first = "{\"name\":\"n\",\"channel\":\"a\",\"data\":\"1\",\"info\":\"position\"}";
        String position = send(EVENTS, first, "k1").statusCode(200).extract().path("channels.a.position");
        server.hear("a", "c");

        send(EVENTS, "{\"name\":\"n\",\"channels\":[\"c\",\"a\"],\"data\":\"2\"}", "k1").statusCode(409)
                .body(startsWith("Idempotency key \"k1\" stands for another event on channel a: it was first used at "))
                .body(containsString("Z, for what is at position " + position + ". Nothing was published."));

        assertThat(server.heard()).isEmpty();
    }

    /// A key holds for one channel, so what is sent again to more channels would reach the others.
    @Test
    void onAnotherChannelTheKeyIsAnother() {
        server.hear("a", "c");
        send(EVENTS, EVENT, "k1").statusCode(200);
        send(EVENTS, "{\"name\":\"n\",\"channel\":\"c\",\"data\":\"2\"}", "k1").statusCode(200)
                .header("Idempotency-Replayed", nullValue());
        assertThat(server.heardTokens()).containsExactly("\"1\"", "\"2\"");
    }

    @Test
    void aRepetitionIsToldWhatTheFirstWas() {
        String event = "{\"name\":\"n\",\"channels\":[\"a\",\"presence-b\"],\"data\":\"\","
                + "\"info\":\"subscription_count,user_count,position\"}";
        server.store().occupancy().report(Apps.channel("a"), 13);
        String first = send(EVENTS, event, "k1").statusCode(200).extract().body().asString();
        server.store().occupancy().report(Apps.channel("a"), 14);

        String again = send(EVENTS, event, "k1").statusCode(200).header("Idempotency-Replayed", "true").extract()
                .body().asString();

        assertThat(again).isEqualTo(first).startsWith(
                "{\"channels\":{\"a\":{\"subscription_count\":13,\"position\":\"").contains("\"user_count\":0");
    }

    @Test
    void positionsAreThoseOfHistory() {
        send(EVENTS, "{\"name\":\"n\",\"channel\":\"a\",\"data\":\"1\",\"info\":\"position\"}", "k1");
        String position = post(EVENTS, "{\"name\":\"n\",\"channel\":\"a\",\"data\":\"2\",\"info\":\"position\"}")
                .statusCode(200).extract().path("channels.a.position");

        server.request().get(Signed.BY_APP.get("/apps/3/channels/a/history", Map.of("limit", "1"))).then()
                .statusCode(200)
                .body("events[0].position", equalTo(position))
                .body("events[0].data", equalTo("2"));
    }

    @Test
    void whatIsNotKeptHasNoPosition() {
        post(EVENTS, "{\"name\":\"n\",\"channel\":\"unkept-a\",\"data\":\"\",\"info\":\"position\"}").statusCode(200)
                .body(equalTo("{\"channels\":{\"unkept-a\":{}}}"));
        send(EVENTS, "{\"name\":\"n\",\"channel\":\"unkept-a\",\"data\":\"\"}", "k1").statusCode(200);
        send(EVENTS, "{\"name\":\"n\",\"channel\":\"unkept-a\",\"data\":\"2\"}", "k1").statusCode(409)
                .body(containsString("Z. Nothing was published."));
    }

    @Test
    void eachEventOfABatchMayHaveAnId() {
        server.hear("a", "b");
        String one = "{\"name\":\"n\",\"channel\":\"a\",\"data\":\"1\",\"id\":\"e1\"}";
        String two = "{\"name\":\"n\",\"channel\":\"b\",\"data\":\"2\",\"id\":\"e2\"}";

        post(BATCH, "{\"batch\":[" + one + "]}").statusCode(200);
        post(BATCH, "{\"batch\":[" + one + "," + two + "]}").statusCode(200)
                .header("Idempotency-Replayed", nullValue()); // Only half of it was a repetition.
        post(BATCH, "{\"batch\":[" + two + "," + one + "]}").statusCode(200).header("Idempotency-Replayed", "true");
        post(EVENTS, one).statusCode(200).header("Idempotency-Replayed", "true");

        assertThat(server.heardTokens()).containsExactly("\"1\"", "\"2\"");
    }

    @Test
    void anIdStandsForItsEventAndNotForWhatIsAskedBesides() {
        server.hear("a");
        String event = "{\"name\":\"n\",\"channel\":\"a\",\"data\":\"1\",\"id\":\"e1\"";
        post(EVENTS, event + "}").statusCode(200);
        post(EVENTS, event + ",\"info\":\"subscription_count\",\"unknown\":1}").statusCode(200)
                .header("Idempotency-Replayed", "true").body(equalTo("{\"channels\":{\"a\":{}}}"));
        for (String other : new String[]{"{\"name\":\"m\",\"channel\":\"a\",\"data\":\"1\",\"id\":\"e1\"}",
                "{\"name\":\"n\",\"channel\":\"a\",\"data\":\"2\",\"id\":\"e1\"}",
                "{\"name\":\"n\",\"channels\":[\"a\",\"b\"],\"data\":\"1\",\"id\":\"e1\"}",
                event + ",\"socket_id\":\"1.2\"}"}) {
            post(EVENTS, other).statusCode(409);
        }
        assertThat(server.heard()).hasSize(1);
    }

    @Test
    void aKeyForABatchHoldsForEachOfItsEvents() {
        server.hear("a");
        String batch = "{\"batch\":[" + "{\"name\":\"n\",\"channel\":\"a\",\"data\":\"1\"},"
                + "{\"name\":\"n\",\"channel\":\"a\",\"data\":\"1\"},"
                + "{\"name\":\"n\",\"channel\":\"a\",\"data\":\"3\",\"id\":\"own\"}]}";

        send(BATCH, batch, "k1").statusCode(200).header("Idempotency-Replayed", nullValue());
        send(BATCH, batch, "k1").statusCode(200).header("Idempotency-Replayed", "true");
        post(EVENTS, "{\"name\":\"n\",\"channel\":\"a\",\"data\":\"3\",\"id\":\"own\"}").statusCode(200)
                .header("Idempotency-Replayed", "true");
        send(BATCH, batch.replace("\"3\"", "\"4\""), "k1").statusCode(409).body(containsString("\"k1\""));

        assertThat(server.heardTokens()).containsExactly("\"1\"", "\"1\"", "\"3\"");
    }

    @Test
    void anIdThatStandsForTwoEventsOfABatchIsRefused() {
        server.hear("a", "b");
        String one = "{\"name\":\"n\",\"channel\":\"a\",\"data\":\"1\",\"id\":\"e1\"}";
        post(BATCH, "{\"batch\":[" + one + "," + one.replace("\"1\"", "\"2\"") + "]}").statusCode(400)
                .body(equalTo(
                        "batch[1]: Invalid id: \"e1\" stands for another event of this batch on the same channel\n"));
        assertThat(server.heard()).isEmpty();
        post(BATCH, "{\"batch\":[" + one + "," + one + "," + one.replace("\"a\"", "\"b\"") + "]}").statusCode(200)
                .header("Idempotency-Replayed", nullValue());
        assertThat(server.heard()).hasSize(2);
    }

    @Test
    void noEventsAreNoRepetition() {
        send(BATCH, "{\"batch\":[]}", "k1").statusCode(200);
        send(BATCH, "{\"batch\":[]}", "k1").statusCode(200).header("Idempotency-Replayed", nullValue());
    }

    @Test
    void anEventInTheQueryIsKnownByWhatIsThere() {
        server.hear("c");
        Map<String, String> event = Map.of("channel", "c", "data", "d", "name", "n");
        sendQuery(EVENTS, event, "", "k1").statusCode(200).header("Idempotency-Replayed", nullValue());
        sendQuery(EVENTS, event, "", "k1").statusCode(200).header("Idempotency-Replayed", "true");
        sendQuery(EVENTS, Map.of("channel", "c", "data", "e", "name", "n"), "", "k1").statusCode(409);
        assertThat(server.heard()).hasSize(1);
    }

    @Test
    void soIsOneOfTheDeprecatedRoute() {
        server.hear("c");
        String path = "/apps/3/channels/c/events";
        sendQuery(path, Map.of("name", "n"), "d", "k1").statusCode(202).header("Idempotency-Replayed", nullValue());
        sendQuery(path, Map.of("name", "n"), "d", "k1").statusCode(202).header("Idempotency-Replayed", "true");
        sendQuery(path, Map.of("name", "n"), "e", "k1").statusCode(409);
        sendQuery(path, Map.of("name", "m"), "d", "k1").statusCode(409);
        assertThat(server.heard()).hasSize(1);
    }

    static Stream<Arguments> sameKeys() {
        return Stream.of(Arguments.of("abc", "\"abc\""), Arguments.of(" abc ", "abc"),
                Arguments.of("\"a\\\"\\\\\"", "a\"\\"), Arguments.of("a;b,c=d", "\"a;b,c=d\""));
    }

    @ParameterizedTest
    @MethodSource("sameKeys")
    void quotesAroundAKeyAreNoPartOfIt(String header, String same) {
        send(EVENTS, EVENT, header).statusCode(200);
        send(EVENTS, EVENT, same).statusCode(200).header("Idempotency-Replayed", "true");
    }

    @Test
    void keysHave1To255Characters() {
        send(EVENTS, EVENT, "x".repeat(255)).statusCode(200);
        send(EVENTS, EVENT, "\"" + "x".repeat(255) + "\"").header("Idempotency-Replayed", "true");
        send(EVENTS, EVENT, "x".repeat(256)).statusCode(400);
        String body = EVENT.replace("}", ",\"id\":\"" + "y".repeat(256) + "\"}");
        post(EVENTS, body).statusCode(400)
                .body(equalTo("Invalid id: expected 1 to 255 visible ASCII characters\n"));
        post(EVENTS, body.replace("yy", "y")).statusCode(200);
        post(EVENTS, EVENT.replace("}", ",\"id\":null}")).statusCode(200).header("Idempotency-Replayed", nullValue());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "\"abc", "\"a\"b\"", "\"a b\"", "a b", "\"\"", "\"a\\b\"", "\"abc\";p=1"})
    void whatIsNoKeyIsRefused(String header) {
        server.hear("a");
        send(EVENTS, EVENT, header).statusCode(400)
                .body(startsWith(
                        "Invalid Idempotency-Key header: expected one key of 1 to 255 visible ASCII characters"));
        assertThat(server.heard()).isEmpty();
    }

    @Test
    void twoHeadersAreOneTooMany() {
        server.json(EVENT).header("Idempotency-Key", "k1", "k1").post(Signed.BY_APP.post(EVENTS, EVENT)).then()
                .statusCode(400);
    }

    @Test
    void appsDoNotShareKeys() {
        send(EVENTS, EVENT, "k1").statusCode(200);
        server.json(EVENT).header("Idempotency-Key", "k1")
                .post(new Signed(Apps.OTHER_CREDENTIAL, Apps.NOW).post("/apps/4/events", EVENT)).then().statusCode(200)
                .header("Idempotency-Replayed", nullValue());
    }

    private ValidatableResponse send(String path, String body, String key) {
        return server.json(body).header("Idempotency-Key", key).post(Signed.BY_APP.post(path, body)).then();
    }

    private ValidatableResponse post(String path, String body) {
        return server.json(body).post(Signed.BY_APP.post(path, body)).then();
    }

    private ValidatableResponse sendQuery(String path, Map<String, String> parameters, String body, String key) {
        var signed = new HashMap<>(parameters);
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        signed.put("body_md5", RequestSigner.bodyMd5(bytes));
        return server.request().body(bytes).header("Idempotency-Key", key)
                .post(Signed.BY_APP.target("POST", path, signed)).then();
    }
}
