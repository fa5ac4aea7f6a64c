package dev.anemone.auth.http;

import static dev.anemone.auth.http.AuthServer.NOW;
import static dev.anemone.auth.http.AuthServer.SECRET;
import static dev.anemone.auth.http.AuthServer.app;
import static dev.anemone.auth.http.AuthServer.token;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.anemone.auth.TokenForge;
import dev.anemone.model.App;
import dev.anemone.model.Revocation;
import dev.anemone.model.UserId;
import dev.anemone.store.Store;
import dev.anemone.store.memory.MemoryStore;
import io.restassured.response.ValidatableResponse;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What decides about a token, told to whoever has it. That it is off by default, and then is no path, is in [AuthHttpIT].
class ExplainIT {
    private static final String LONG_PATH = "/auth/278d425bdf160c739803/explain";
    private static final App APP = app();
    private static final Store STORE = MemoryStore.create(List.of(APP));

    private static AuthServer server;

    @BeforeAll
    static void start() {
        server = AuthServer.serving(
                AuthServer.service(AuthConfig.DEFAULTS.explaining(), STORE, System::nanoTime));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {LONG_PATH, "/auth/explain"})
    void saysWhatAllows(String path) {
        explain(path, token("\"sub\":\"7\",\"capabilities\":{\"private-{sub}-*\":[\"subscribe\"]}"), "private-7-a",
                "subscribe").statusCode(200)
                .contentType("application/json")
                .header("Cache-Control", "no-store")
                .body(equalTo("{\"allowed\":true,\"decided_by\":\"pattern\",\"sentence\":\"private-{sub}-* allows"
                        + " subscribe on private-7-a.\"}"));
    }

    @Test
    void saysWhatRefuses() {
        String token = token("\"capabilities\":{\"private-*\":[\"subscribe\"]}");

        assertDenied("pattern", token, "presence-x", "presence");
        assertDenied("operation", token, "private-x", "history");
        assertDenied("operation", token, "private-x", "publish"); // The app has no client events.
        assertDenied("channel", token, "private-encrypted-x", "subscribe");
        assertDenied("signature", TokenForge.hs256("k".repeat(32), "{}"), "private-x", "subscribe");
        assertDenied("expiry", TokenForge.hs256(SECRET, "{\"exp\":1}"), "private-x", "subscribe");
        assertDenied("token", "x", "private-x", "subscribe");
    }

    @Test
    void saysThatAUserWasRevoked() {
        STORE.revocations().revoke(new Revocation(APP.id(), new Revocation.User(new UserId("gone")), NOW,
                NOW.plusSeconds(60))).toCompletableFuture().join();

        assertDenied("revocation", token("\"sub\":\"gone\",\"capabilities\":{\"private-*\":[\"subscribe\"]}"),
                "private-x", "subscribe");
    }

    @Test
    void jsonBodiesAreAcceptedToo() {
        given(server.request()).contentType("application/json")
                .body("{\"token\":\"x\",\"channel_name\":\"chat\",\"op\":\"subscribe\"}").post(LONG_PATH).then()
                .statusCode(200)
                .body(equalTo("{\"allowed\":true,\"decided_by\":\"channel\",\"sentence\":\"chat is public and needs no"
                        + " token.\"}"));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"channel_name=private-x&op=subscribe | token: missing.",
            "token=x&op=subscribe | channel_name: missing.", "token=x&channel_name=private-x | op: missing.",
            "token=x&channel_name=private-x&op=read | op: expected subscribe, presence, publish or history.",
            "token=x&channel_name=private%20x&op=subscribe | Invalid channel name: private x.",
            "token=x&token=y&channel_name=private-x&op=subscribe | token: sent more than once."})
    void malformedBodiesAreExplained(String form, String message) {
        given(server.request()).contentType("application/x-www-form-urlencoded").body(form).post(LONG_PATH).then()
                .statusCode(400)
                .body(equalTo("{\"code\":\"malformed_request\",\"message\":\"" + message + "\"}"));
    }

    @Test
    void anAppWithThisKeyMustExist() {
        explain("/auth/unknown/explain", "x", "private-x", "subscribe").statusCode(404)
                .body("code", equalTo("unknown_app"));
    }

    private static void assertDenied(String decidedBy, String token, String channel, String operation) {
        explain(LONG_PATH, token, channel, operation).statusCode(200)
                .body("allowed", equalTo(false))
                .body("decided_by", equalTo(decidedBy));
    }

    private static ValidatableResponse explain(String path, String token, String channel, String operation) {
        return given(server.request())
                .formParam("token", token)
                .formParam("channel_name", channel)
                .formParam("op", operation)
                .post(path)
                .then();
    }
}
