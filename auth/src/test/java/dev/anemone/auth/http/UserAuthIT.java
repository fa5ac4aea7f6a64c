package dev.anemone.auth.http;

import static dev.anemone.auth.http.AuthServer.CREDENTIAL;
import static dev.anemone.auth.http.AuthServer.SECRET;
import static dev.anemone.auth.http.AuthServer.app;
import static dev.anemone.auth.http.AuthServer.token;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.anemone.auth.TokenForge;
import dev.anemone.auth.UserSigner;
import dev.anemone.model.App;
import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import dev.anemone.model.Limits;
import dev.anemone.model.SocketId;
import dev.anemone.model.TokenKey;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The contract of an authentication endpoint, as Pusher's client libraries hold it (Pusher docs, "Authenticating users").
class UserAuthIT {
    private static final String LONG_PATH = "/auth/278d425bdf160c739803/user";
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

    @ParameterizedTest
    @ValueSource(strings = {LONG_PATH, "/auth/user"})
    void signsAUserInLikeTheWorkedExample(String path) {
        post(server, path, token("\"sub\":\"12345\"")).statusCode(200)
                .contentType("application/json")
                .header("Cache-Control", "no-store")
                .body(equalTo("{\"auth\":\"278d425bdf160c739803"
                        + ":4708d583dada6a56435fb8bc611c77c359a31eebde13337c16ab43aa6de336ba\","
                        + "\"user_data\":\"{\\\"id\\\":\\\"12345\\\"}\"}"));
    }

    @Test
    void whatTheTokenSaysOfTheUserIsSigned() {
        Response response = post(server, LONG_PATH, token("""
                "sub":"7","user_info":{"name":"Mr. \\"Chännels\\" 🪼","level":1.10},"watchlist":["8","\\"9"]"""))
                .statusCode(200).extract().response();

        String userData = response.path("user_data");
        assertEquals("{\"id\":\"7\",\"user_info\":{\"name\":\"Mr. \\\"Chännels\\\" 🪼\",\"level\":1.10},"
                + "\"watchlist\":[\"8\",\"\\\"9\"]}", userData);
        String auth = response.path("auth");
        String prefix = CREDENTIAL.key() + ":";
        assertThat(auth).startsWith(prefix);
        assertTrue(UserSigner.verify(CREDENTIAL, SOCKET, userData, auth.substring(prefix.length())));
    }

    @Test
    void jsonBodiesAreAcceptedToo() {
        given(server.request())
                .header("Authorization", "Bearer " + token("\"sub\":\"12345\""))
                .contentType("application/json")
                .body("{\"socket_id\":\"1234.1234\"}")
                .post(LONG_PATH)
                .then()
                .statusCode(200)
                .body("user_data", equalTo("{\"id\":\"12345\"}"));
    }

    @Test
    void everyKeyOfAnAppSignsForItself() {
        var fresh = new Credential(new AppKey("fresh"), "fresh secret");
        App rotating = app("3", List.of(CREDENTIAL, fresh), true, List.of(new TokenKey(SECRET)), Limits.DEFAULTS);
        try (AuthServer both = AuthServer.start(AuthConfig.DEFAULTS, rotating)) {
            post(both, "/auth/fresh/user", token("\"sub\":\"12345\"")).statusCode(200)
                    .body("auth", equalTo(UserSigner.sign(fresh, SOCKET, "{\"id\":\"12345\"}")));
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"'' | socket_id: missing.", "socket_id=x | Invalid socket id name: x.",
            "channel_name=private-x | socket_id: missing.",
            "socket_id=1.2&socket_id=1.2 | socket_id: sent more than once."})
    void malformedBodiesAreExplained(String form, String message) {
        given(server.request())
                .header("Authorization", "Bearer " + token("\"sub\":\"12345\""))
                .contentType("application/x-www-form-urlencoded")
                .body(form)
                .post(LONG_PATH)
                .then()
                .statusCode(400)
                .body(equalTo("{\"code\":\"malformed_request\",\"message\":\"" + message + "\"}"));
    }

    @Test
    void theShortPathNeedsASingleAppWithTokenKeys() {
        App other = app("4", List.of(new Credential(new AppKey("other"), "other secret")), true,
                List.of(new TokenKey("o".repeat(32))), Limits.DEFAULTS);
        try (AuthServer two = AuthServer.start(AuthConfig.DEFAULTS, app(), other)) {
            post(two, "/auth/user", token("\"sub\":\"12345\"")).statusCode(400)
                    .body(equalTo("{\"code\":\"app_not_named\",\"message\":\"More than one app has token keys."
                            + " Name the app in the path: POST /auth/{app_key}/user.\"}"));
        }
    }

    @Test
    void aTokenThatNamesNobodySignsNobodyIn() {
        assertDenied("token_without_user", token("\"capabilities\":{\"*\":[\"subscribe\"]}"));
    }

    @Test
    void badTokensSignNobodyIn() {
        assertDenied("token_invalid", TokenForge.hs256("k".repeat(32), "{\"sub\":\"7\"}"));
        assertDenied("token_invalid", TokenForge.hs256(SECRET, "{\"sub\":\"7\"}"));
        assertDenied("token_expired", TokenForge.hs256(SECRET, "{\"sub\":\"7\",\"exp\":1}"));
        given(server.request()).formParam("socket_id", "1234.1234").post(LONG_PATH).then().statusCode(401)
                .header("WWW-Authenticate", "Bearer")
                .body(equalTo("{\"code\":\"token_missing\"}"));
    }

    @Test
    void aUserIsAsLargeAsTheAppAllows() {
        // 128 characters, and 1,024 bytes with {"nm":""} around.
        String user = "\"sub\":\"" + "u".repeat(128) + "\",\"user_info\":{\"nm\":\"" + "n".repeat(1_015) + "\"}";

        post(server, LONG_PATH, token(user)).statusCode(200);
        assertDenied("user_too_large", token(user.replace("\"uu", "\"uuu")));
        assertDenied("user_too_large", token(user.replace("\"nn", "\"nnn")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "a/b", "ä", "a\\n", "#"})
    void aUserWhoseChannelCouldHaveNoNameIsNotSignedIn(String id) {
        assertDenied("user_id_malformed", token("\"sub\":\"" + id + "\""));
    }

    private static void assertDenied(String code, String token) {
        post(server, LONG_PATH, token).statusCode(403).body(equalTo("{\"code\":\"" + code + "\"}"));
    }

    /// As pusher-js asks.
    private static ValidatableResponse post(AuthServer to, String path, String token) {
        return given(to.request())
                .header("Authorization", "Bearer " + token)
                .formParam("socket_id", SOCKET.value())
                .post(path)
                .then();
    }
}
