package dev.anemone.api.revocations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.startsWith;

import dev.anemone.api.ApiServer;
import dev.anemone.api.Apps;
import dev.anemone.api.Signed;
import dev.anemone.model.Glob;
import dev.anemone.model.Revocation;
import dev.anemone.model.Revocation.Channels;
import dev.anemone.model.Revocation.Subject;
import dev.anemone.model.Revocation.Token;
import dev.anemone.model.Revocation.User;
import dev.anemone.model.UserId;
import dev.anemone.store.Revocations;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// `POST /apps/{app}/revocations`.
class RevokeTest {
    private static final String PATH = "/apps/3/revocations";
    private static final Instant NOW = Instant.ofEpochSecond(Apps.NOW);
    private static final Duration DAY = Duration.ofDays(1);

    private final ApiServer server = ApiServer.start();
    private final List<Revocation> told = new ArrayList<>();

    @BeforeEach
    void listen() {
        server.store().revocations().listen(told::add);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private ValidatableResponse post(String body) {
        return server.json(body).post(Signed.BY_APP.post(PATH, body)).then();
    }

    private void assertRevoked(Subject subject, Duration ttl) {
        assertThat(told).containsExactly(new Revocation(Apps.APP.id(), subject, NOW, NOW.plus(ttl)));
    }

    @Test
    void aTokenIsRevoked() {
        post("{\"token_id\":\"a b:c\"}").statusCode(200).contentType("application/json").body(equalTo("{}"));

        assertRevoked(new Token("a b:c"), DAY);
        assertThat(server.store().revocations().ofToken(Apps.APP.id(), "a b:c", NOW)).isPresent();
    }

    @Test
    void aUserIsRevoked() {
        post("{\"user\":\"Zoë\"}").statusCode(200);

        assertRevoked(new User(new UserId("Zoë")), DAY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"private-room-*", "*", "presence-room", "private-*-a@b,c.d;e=f_g"})
    void channelsAreRevoked(String pattern) {
        post("{\"channels\":\"" + pattern + "\"}").statusCode(200);

        assertRevoked(new Channels(Glob.of(pattern)), DAY);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 60, 86_400, 2_678_400})
    void theCallerMaySayForHowLong(long seconds) {
        post("{\"ttl\":" + seconds + ",\"user\":\"7\"}").statusCode(200);

        assertRevoked(new User(new UserId("7")), Duration.ofSeconds(seconds));
    }

    @Test
    void nullMeansAbsentAndWhatIsNotKnownIsIgnored() {
        post("{\"user\":\"7\",\"token_id\":null,\"channels\":null,\"ttl\":null,\"reason\":[\"left\"]}").statusCode(200);

        assertRevoked(new User(new UserId("7")), DAY);
    }

    @Test
    void doingItAgainLaterTakesBackWhatWasGivenSince() {
        post("{\"user\":\"7\"}").statusCode(200);
        server.clock().move(Duration.ofSeconds(5));

        post("{\"user\":\"7\",\"ttl\":1}").statusCode(200);

        var ofBoth = new Revocation(Apps.APP.id(), new User(new UserId("7")), NOW.plusSeconds(5), NOW.plus(DAY));
        assertThat(told).last().isEqualTo(ofBoth);
    }

    @Test
    void idsHaveTheirLengths() {
        for (String member : List.of("token_id", "user")) {
            post("{\"" + member + "\":\"" + "x".repeat(512) + "\"}").statusCode(200);
            post("{\"" + member + "\":\"" + "x".repeat(513) + "\"}").statusCode(400)
                    .body(equalTo(member + ": expected 1 to 512 characters, got 513\n"));
            post("{\"" + member + "\":\"\"}").statusCode(400)
                    .body(equalTo(member + ": expected 1 to 512 characters, got 0\n"));
        }
        post("{\"channels\":\"" + "x".repeat(200) + "\"}").statusCode(200);
        assertThat(told).hasSize(3);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "{} | Expected one of token_id, user and channels, got none",
            "{\"ttl\":60} | Expected one of token_id, user and channels, got none",
            "{\"user\":null} | Expected one of token_id, user and channels, got none",
            "{\"user_id\":\"7\"} | Expected one of token_id, user and channels, got none",
            "{\"user\":\"7\",\"channels\":\"*\"} | Expected one of token_id, user and channels, got 2",
            "{\"user\":\"7\",\"channels\":\"*\",\"token_id\":\"t\"} | Expected one of token_id, user and channels, got 3",
            "{\"user\":7} | Expected user parameter to be a string",
            "{\"channels\":[\"a\"]} | Expected channels parameter to be a string",
            "{\"token_id\":{}} | Expected token_id parameter to be a string",
            "[] | Expected the request body to be a JSON object",
            "{\"user\":\"7\"} {} | Invalid JSON: expected nothing after the object"})
    void whatIsAskedWronglyIsNamed(String body, String sentence) {
        post(body).statusCode(400).body(equalTo(sentence + "\n"));

        assertThat(told).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "2678401", "9999999999", "99999999999999999999", "1.5", "1e3", "\"60\"", "true",
            "[]", "{}"})
    void otherTimesAreRefused(String ttl) {
        post("{\"user\":\"7\",\"ttl\":" + ttl + "}").statusCode(400)
                .body(equalTo("ttl: expected 1 to 2678400 seconds, as a whole number\n"));

        assertThat(told).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "private-é", "private x", "a/b", "#server-to-user-7", "private-{sub}", "private-?",
            "*\\n",
            "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
                    + "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"})
    void otherTextIsNoPattern(String pattern) {
        post("{\"channels\":\"" + pattern + "\"}").statusCode(400)
                .body(startsWith("channels: expected a pattern like private-room-*, of 1 to 200 characters"));

        assertThat(told).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "{\"user\":\"7\"", "{\"user\":\"7\",\"user\":\"7\"}", "user=7"})
    void whatIsNoJsonIsRefused(String body) {
        post(body).statusCode(400);

        assertThat(told).isEmpty();
    }

    @Test
    void oneThatNobodySignedIsRefused() {
        server.json("{\"user\":\"7\"}").post(PATH).then().statusCode(401);
        server.json("{\"user\":\"8\"}").post(Signed.BY_APP.post(PATH, "{\"user\":\"7\"}")).then().statusCode(401);
        server.json("{\"user\":\"7\"}").post(Signed.BY_APP.post("/apps/4/revocations", "{\"user\":\"7\"}")).then()
                .statusCode(401);

        assertThat(told).isEmpty();
    }

    @Test
    void patternsBeyondTheBoundAreRefused() {
        Revocations revocations = server.store().revocations();
        for (int i = 0; i < Revocations.MAX_PATTERNS; i++) {
            revocations.revoke(new Revocation(Apps.APP.id(), new Channels(Glob.of("private-" + i)), NOW, NOW.plus(DAY)))
                    .toCompletableFuture().join();
        }

        post("{\"channels\":\"private-more\"}").statusCode(400).body(equalTo("App 3 has 1000 revoked channel patterns"
                + " already. Name more channels with one, or wait until some are forgotten.\n"));
        post("{\"channels\":\"private-7\"}").statusCode(200);
    }
}
