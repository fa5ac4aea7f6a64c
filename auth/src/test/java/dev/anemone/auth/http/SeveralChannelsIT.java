package dev.anemone.auth.http;

import static dev.anemone.auth.http.AuthServer.CREDENTIAL;
import static dev.anemone.auth.http.AuthServer.app;
import static dev.anemone.auth.http.AuthServer.token;
import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.equalTo;

import dev.anemone.auth.SubscriptionSigner;
import dev.anemone.model.ChannelName;
import dev.anemone.model.SocketId;
import io.restassured.response.ValidatableResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Several channels in one request: each gets what it alone would have got.
class SeveralChannelsIT {
    private static final SocketId SOCKET = new SocketId("1234.1234");
    private static final String TOKEN = token("\"sub\":\"7\","
            + "\"capabilities\":{\"private-*\":[\"subscribe\"],\"private-c\":[],\"presence-*\":[\"presence\"]}");

    private static AuthServer server;

    @BeforeAll
    static void start() {
        server = AuthServer.start(AuthConfig.DEFAULTS, app());
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void eachIsSignedOrRefusedForItself() {
        String member = "{\"user_id\":\"7\",\"user_info\":{}}";

        post("\"private-a\",\"presence-b\",\"private-c\"").statusCode(200)
                .contentType("application/json")
                .body(equalTo("{\"channels\":{\"private-a\":{\"auth\":\"" + signed("private-a", null)
                        + "\"},\"presence-b\":{\"auth\":\"" + signed("presence-b", member)
                        + "\",\"channel_data\":\"" + member.replace("\"", "\\\"")
                        + "\"},\"private-c\":{\"code\":\"channel_not_allowed\"}}}"));
    }

    @Test
    void aBadNameHarmsNoOther() {
        post("\"private-a\",\"private b\\\"\",\"chat\",\"private-encrypted-x\",\"" + "private-" + "x".repeat(157)
                + "\"").statusCode(200)
                .body("channels.private-a.auth", equalTo(signed("private-a", null)))
                .body("channels.'private b\"'.code", equalTo("malformed_request"))
                .body("channels.'private b\"'.message", equalTo("Invalid channel name: private b\"."))
                .body("channels.chat.code", equalTo("channel_needs_no_auth"))
                .body("channels.private-encrypted-x.code", equalTo("encrypted_channel"))
                .body("channels.private-" + "x".repeat(157) + ".code", equalTo("malformed_request"));
    }

    @Test
    void oneIsSeveral() {
        post("\"private-a\"").statusCode(200)
                .body(equalTo("{\"channels\":{\"private-a\":{\"auth\":\"" + signed("private-a", null) + "\"}}}"));
    }

    @Test
    void thereAreBounds() {
        post("\"private-a\",".repeat(99) + "\"private-a\"").statusCode(200);
        post("\"private-a\",".repeat(100) + "\"private-a\"").statusCode(400)
                .body("message", equalTo("channels: expected 1 to 100, got 101."));
        post("").statusCode(400).body("message", equalTo("channels: expected 1 to 100, got 0."));
    }

    @Test
    void theTokenIsJudgedFirst() {
        given(server.request())
                .header("Authorization", "Bearer x")
                .contentType("application/json")
                .body("{\"socket_id\":\"1234.1234\",\"channels\":[]}")
                .post("/auth/channel")
                .then()
                .statusCode(403)
                .body(equalTo("{\"code\":\"token_invalid\"}"));
    }

    private static String signed(String channel, @Nullable String channelData) {
        return SubscriptionSigner.sign(CREDENTIAL, SOCKET, new ChannelName(channel), channelData);
    }

    private static ValidatableResponse post(String channels) {
        return given(server.request())
                .header("Authorization", "Bearer " + TOKEN)
                .contentType("application/json")
                .body("{\"socket_id\":\"1234.1234\",\"channels\":[" + channels + "]}")
                .post("/auth/278d425bdf160c739803/channel")
                .then();
    }
}
