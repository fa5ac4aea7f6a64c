package dev.anemone.auth.http;

import static dev.anemone.auth.http.AuthServer.CREDENTIAL;
import static dev.anemone.auth.http.AuthServer.SECRET;
import static dev.anemone.auth.http.AuthServer.app;
import static dev.anemone.auth.http.AuthServer.token;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.anemone.auth.SubscriptionSigner;
import dev.anemone.auth.TokenForge;
import dev.anemone.model.App;
import dev.anemone.model.AppKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import dev.anemone.model.Limits;
import dev.anemone.model.SocketId;
import dev.anemone.model.TokenKey;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The contract of an authorization endpoint, as Pusher's client libraries hold it (Pusher docs, "Authorizing users").
class ChannelAuthIT {
    private static final String LONG_PATH = "/auth/278d425bdf160c739803/channel";
    private static final String MAY_ALL = "\"capabilities\":{\"*\":[\"subscribe\",\"presence\"]}";
    private static final SocketId SOCKET = new SocketId("1234.1234");

    private static AuthServer server;

    @BeforeAll
    static void start() {
        server = AuthServer.start(AuthConfig.DEFAULTS, app());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    // 200

    @ParameterizedTest
    @ValueSource(strings = {LONG_PATH, "/auth/channel"})
    void signsAPrivateChannelLikeTheWorkedExample(String path) {
        post(server, path, token(MAY_ALL), "private-foobar").statusCode(200)
                .contentType("application/json")
                .header("Cache-Control", "no-store")
                .body(equalTo("{\"auth\":\"278d425bdf160c739803"
                        + ":58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4\"}"));
    }

    @Test
    void signsWhoJoinsAPresenceChannel() {
        String token = token("\"sub\":\"10\",\"user_info\":{\"name\":\"Mr. \\\"Ch\\u00e4nnels\\\" 🪼\"}," + MAY_ALL);

        Response response = post(server, LONG_PATH, token, "presence-foobar").statusCode(200).extract().response();

        String channelData = response.path("channel_data");
        assertEquals("{\"user_id\":\"10\",\"user_info\":{\"name\":\"Mr. \\\"Chännels\\\" 🪼\"}}", channelData);
        assertSigned(response.path("auth"), "presence-foobar", channelData);
    }

    @Test
    void aUserWithoutInfoJoinsWithAnEmptyObject() {
        post(server, LONG_PATH, token("\"sub\":\"a\\\"\\n\"," + MAY_ALL), "presence-cache-x").statusCode(200)
                .body("channel_data", equalTo("{\"user_id\":\"a\\\"\\n\",\"user_info\":{}}"));
    }

    @Test
    void loneSurrogatesReachTheGatewayAsTheyWereSigned() {
        Response response = post(server, LONG_PATH,
                token("\"sub\":\"\\ud800\",\"user_info\":{\"n\":\"\\udc00\"}," + MAY_ALL), "presence-x").statusCode(200)
                .extract().response();

        assertSigned(response.path("auth"), "presence-x", response.path("channel_data"));
    }

    @Test
    void aPrivateChannelCarriesNoChannelData() {
        post(server, LONG_PATH, token("\"sub\":\"10\"," + MAY_ALL), "private-cache-x").statusCode(200)
                .body("channel_data", nullValue());
    }

    @Test
    void jsonBodiesAreAcceptedToo() {
        given(server.request())
                .header("Authorization", "Bearer " + token(MAY_ALL))
                .contentType("application/json")
                .body("{\"socket_id\":\"1234.1234\",\"channel_name\":\"private-foobar\"}")
                .post(LONG_PATH)
                .then()
                .statusCode(200)
                .body("auth", equalTo("278d425bdf160c739803"
                        + ":58df8b0c36d6982b82c3ecf6b4662e34fe8c25bba48f5369f135bf843651c3a4"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bearer", "BEARER", "Bearer "})
    void theSchemeOfTheHeaderIsWrittenAnyWay(String scheme) {
        post(server, LONG_PATH, scheme + " " + token(MAY_ALL)).statusCode(200);
    }

    @Test
    void everyKeyOfAnAppSignsForItself() {
        var fresh = new Credential(new AppKey("fresh"), "fresh secret");
        App rotating = app("3", List.of(CREDENTIAL, fresh), true, List.of(new TokenKey(SECRET)), Limits.DEFAULTS);
        try (AuthServer both = AuthServer.start(AuthConfig.DEFAULTS, rotating)) {
            String ofFresh = post(both, "/auth/fresh/channel", token(MAY_ALL), "private-x").statusCode(200)
                    .extract().path("auth");
            String ofShortPath = post(both, "/auth/channel", token(MAY_ALL), "private-x").statusCode(200)
                    .extract().path("auth");

            assertEquals(SubscriptionSigner.sign(fresh, SOCKET, new ChannelName("private-x"), null), ofFresh);
            assertSigned(ofShortPath, "private-x", null);
        }
    }

    // 400

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "my-channel                   | channel_needs_no_auth", "cache-x                | channel_needs_no_auth",
            "privateer                    | channel_needs_no_auth", "#server-to-user-7      | channel_needs_no_auth",
            "private-encrypted-x          | encrypted_channel", "private-encrypted-cache-x | encrypted_channel",
            "private x                    | malformed_request"})
    void someChannelsAreNotSignedHere(String channel, String code) {
        post(server, LONG_PATH, token(MAY_ALL), channel).statusCode(400).body("code", equalTo(code));
    }

    @Test
    void aSentenceSaysWhatEncryptedChannelsNeed() {
        post(server, LONG_PATH, token(MAY_ALL), "private-encrypted-x").statusCode(400)
                .body("message", equalTo("Encrypted channels need the app's encryption-master-key, which is not set."
                        + " Set it, or sign private-encrypted-x at an endpoint of your own."));
    }

    @Test
    void channelNamesAreAsLongAsTheAppAllows() {
        String longest = "private-" + "x".repeat(164 - "private-".length());

        post(server, LONG_PATH, token(MAY_ALL), longest).statusCode(200);
        post(server, LONG_PATH, token(MAY_ALL), longest + "x").statusCode(400)
                .body("message", equalTo("channel_name: at most 164 characters, got 165."));
    }

    @Test
    void malformedBodiesAreExplained() {
        given(server.request())
                .header("Authorization", "Bearer " + token(MAY_ALL))
                .contentType("application/json")
                .body("{}")
                .post(LONG_PATH)
                .then()
                .statusCode(400)
                .body(equalTo("{\"code\":\"malformed_request\",\"message\":\"socket_id: missing.\"}"));
    }

    @Test
    void theShortPathNeedsASingleAppWithTokenKeys() {
        App other = app("4", List.of(new Credential(new AppKey("other"), "other secret")), true,
                List.of(new TokenKey("o".repeat(32))), Limits.DEFAULTS);
        App without = app("5", List.of(new Credential(new AppKey("without"), "secret")), true, List.of(),
                Limits.DEFAULTS);
        try (AuthServer one = AuthServer.start(AuthConfig.DEFAULTS, app(), without);
                AuthServer two = AuthServer.start(AuthConfig.DEFAULTS, app(), other);
                AuthServer none = AuthServer.start(AuthConfig.DEFAULTS, without)) {
            post(one, "/auth/channel", token(MAY_ALL), "private-x").statusCode(200);
            post(two, "/auth/channel", token(MAY_ALL), "private-x").statusCode(400)
                    .body(equalTo("{\"code\":\"app_not_named\",\"message\":\"More than one app has token keys."
                            + " Name the app in the path: POST /auth/{app_key}/channel.\"}"));
            post(two, LONG_PATH, token(MAY_ALL), "private-x").statusCode(200);
            post(none, "/auth/channel", token(MAY_ALL), "private-x").statusCode(404)
                    .body("code", equalTo("unknown_app"));
        }
    }

    // 401

    @ParameterizedTest
    @ValueSource(strings = {"", "Bearer", "Bearer ", "Basic dXNlcjpwYXNz", "Token x"})
    void withoutATokenThereIsNoAnswer(String authorization) {
        post(server, LONG_PATH, authorization).statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .body(equalTo("{\"code\":\"token_missing\"}"));
    }

    @Test
    void twoTokensAreAsBadAsNone() {
        given(server.request())
                .header("Authorization", "Bearer " + token(MAY_ALL), "Bearer " + token(MAY_ALL))
                .formParam("socket_id", "1234.1234")
                .formParam("channel_name", "private-x")
                .post(LONG_PATH)
                .then()
                .statusCode(401);
    }

    // 403

    @Test
    void aRefusalTellsItsCodeAndNoMore() {
        long past = AuthServer.NOW.minusSeconds(60).getEpochSecond();
        long future = AuthServer.NOW.plusSeconds(60).getEpochSecond();

        assertDenied("token_invalid", TokenForge.hs256("k".repeat(32), "{\"exp\":" + future + "," + MAY_ALL + "}"));
        assertDenied("token_invalid", "not.a.token");
        assertDenied("token_invalid", token(MAY_ALL) + "x".repeat(8_192));
        assertDenied("token_invalid", token("\"capabilities\":[]"));
        assertDenied("token_expired", TokenForge.hs256(SECRET, "{\"exp\":" + past + "," + MAY_ALL + "}"));
        assertDenied("token_not_yet_valid", token("\"nbf\":" + future + "," + MAY_ALL));
        assertDenied("channel_not_allowed", token("\"sub\":\"7\""));
        assertDenied("channel_not_allowed",
                token("\"capabilities\":{\"private-x\":[\"presence\",\"publish\",\"history\"]}"));
    }

    @Test
    void presenceChannelsNeedTheirOwnOperationAndAUser() {
        String subscriber = token("\"sub\":\"7\",\"capabilities\":{\"*\":[\"subscribe\"]}");

        post(server, LONG_PATH, subscriber, "presence-x").statusCode(403)
                .body(equalTo("{\"code\":\"channel_not_allowed\"}"));
        post(server, LONG_PATH, token(MAY_ALL), "presence-x").statusCode(403)
                .body(equalTo("{\"code\":\"token_without_user\"}"));
    }

    @Test
    void aUserIsAsLargeAsTheAppAllows() {
        // 128 characters, and 1,024 bytes with {"nm":""} around.
        String user = "\"sub\":\"" + "u".repeat(128) + "\",\"user_info\":{\"nm\":\"" + "n".repeat(1_015) + "\"},"
                + MAY_ALL;

        post(server, LONG_PATH, token(user), "presence-x").statusCode(200);
        post(server, LONG_PATH, token(user.replace("\"uu", "\"uuu")), "presence-x").statusCode(403)
                .body(equalTo("{\"code\":\"user_too_large\"}"));
        post(server, LONG_PATH, token(user.replace("\"nn", "\"nnn")), "presence-x").statusCode(403);
        post(server, LONG_PATH, token(user.replace("\"uu", "\"uuu")), "private-x").statusCode(200);
    }

    @Test
    void aTokenIsWorthNothingToAnotherApp() {
        App other = app("4", List.of(new Credential(new AppKey("other"), "other secret")), true,
                List.of(new TokenKey("o".repeat(32))), Limits.DEFAULTS);
        try (AuthServer two = AuthServer.start(AuthConfig.DEFAULTS, app(), other)) {
            post(two, "/auth/other/channel", token(MAY_ALL), "private-x").statusCode(403)
                    .body(equalTo("{\"code\":\"token_invalid\"}"));
        }
    }

    @Test
    void aDisabledAppSignsNothing() {
        App disabled = app("3", List.of(CREDENTIAL), false, List.of(new TokenKey(SECRET)), Limits.DEFAULTS);
        try (AuthServer off = AuthServer.start(AuthConfig.DEFAULTS, disabled)) {
            post(off, LONG_PATH, token(MAY_ALL), "private-x").statusCode(403)
                    .body(equalTo("{\"code\":\"app_disabled\"}"));
        }
    }

    @Test
    void theLeewayIsASetting() {
        AuthConfig config = AuthSettings.defaults().tokenLeeway(Duration.ofSeconds(60)).config();
        String expired = TokenForge.hs256(SECRET,
                "{\"exp\":" + AuthServer.NOW.minusSeconds(60).getEpochSecond() + "," + MAY_ALL + "}");
        try (AuthServer lenient = AuthServer.start(config, app())) {
            post(lenient, LONG_PATH, expired, "private-x").statusCode(200);
        }
    }

    private static void assertDenied(String code, String token) {
        post(server, LONG_PATH, token, "private-x").statusCode(403)
                .contentType("application/json")
                .header("Cache-Control", "no-store")
                .body(equalTo("{\"code\":\"" + code + "\"}"));
    }

    private static void assertSigned(String auth, String channel, @Nullable String channelData) {
        String prefix = CREDENTIAL.key() + ":";
        assertThat(auth).startsWith(prefix);
        assertTrue(SubscriptionSigner.verify(CREDENTIAL, SOCKET, new ChannelName(channel), channelData,
                auth.substring(prefix.length())));
    }

    /// As pusher-js asks.
    private static ValidatableResponse post(AuthServer to, String path, String token, String channel) {
        return given(to.request())
                .header("Authorization", "Bearer " + token)
                .formParam("socket_id", SOCKET.value())
                .formParam("channel_name", channel)
                .post(path)
                .then();
    }

    private static ValidatableResponse post(AuthServer to, String path, String authorization) {
        return given(to.request())
                .header("Authorization", authorization)
                .formParam("socket_id", SOCKET.value())
                .formParam("channel_name", "private-foobar")
                .post(path)
                .then();
    }
}
