package dev.anemone.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Tenant;
import io.restassured.response.Response;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Connections that say who their user is, and what that opens to them.
@Conformance
class SignInIT {
    private static Response terminate(App app, String user) {
        return app.rest().send(app.rest().post("/users/" + user + "/terminate_connections", Map.of()));
    }

    private static void subscribeSignedIn(PusherConnection connection, App app, String channel) {
        connection.sendSubscribe(Map.of("channel", channel, "auth",
                app.credentials().auth(connection.socketId(), channel)));
    }

    @Test
    @PC(109)
    void aSignedInUserIsAMemberWithoutChannelData(App app) {
        String channel = app.channel("presence-");
        PusherConnection connection = app.connect();
        connection.signIn("{\"id\":\"7\",\"user_info\":{\"name\":\"Ann\"}}");

        subscribeSignedIn(connection, app, channel);

        assertThat(connection.expectSubscribed(channel).decodedData()).isEqualTo(Json.parse(
                "{\"presence\":{\"count\":1,\"ids\":[\"7\"],\"hash\":{\"7\":{\"name\":\"Ann\"}}}}"));
    }

    @Test
    @PC(110)
    void channelDataOverridesTheSignedInUser(App app) {
        PusherConnection connection = app.connect();
        connection.signInAs("7");

        Message success = connection.joinAs("8", app.channel("presence-"));

        assertThat(success.decodedData().path("presence").path("ids")).isEqualTo(Json.parse("[\"8\"]"));
    }

    @ParameterizedTest
    @PC(145)
    @ValueSource(strings = {"{\"id\":\"12345\"}", "{ \"name\":\"Zo\\u00eb \\/\", \"id\" : \"foo-bar_1234@=,.;\"}"})
    void successRepeatsTheUserDataAsItWasSent(String userData, App app) {
        PusherConnection connection = app.connect();

        Message success = connection.signIn(userData);

        assertThat(success.decodedData().path("user_data").textValue()).isEqualTo(userData);
        assertThat(success.json().has("channel")).isFalse();
    }

    @Test
    @PC(146)
    void aWrongSignatureSignsNobodyIn(App app) {
        PusherConnection connection = app.connect();
        String auth = app.credentials().userAuth(connection.socketId(), "{\"id\":\"1\"}");

        connection.send("pusher:signin", Map.of("auth", auth, "user_data", "{\"id\":\"2\"}"));

        connection.expectErrorAndOpen();
        connection.sendSubscribe(Map.of("channel", "#server-to-user-2", "auth", ""));
        connection.expectRefused("#server-to-user-2");
    }

    @ParameterizedTest
    @PC(147)
    @ValueSource(strings = {"{}", "{\"id\":\"\"}", "{\"id\":1}", "{\"id\":null}", "[]", "\"1\"", "{\"id\":\"1\"",
            "id=1"})
    void aUserHasAnIdThatIsAString(String userData, App app) {
        PusherConnection connection = app.connect();

        connection.sendSignIn(userData);

        connection.expectErrorAndOpen();
    }

    @Test
    @PC(148)
    void aConnectionHasOneUserForLife(App app) {
        PusherConnection connection = app.connect();
        connection.signInAs("1");

        connection.sendSignIn("{\"id\":\"2\"}");

        connection.expectErrorAndOpen();
        connection.subscribe("#server-to-user-1");
        connection.signInAs("1");
    }

    @Test
    @PC(149)
    void aUserMaySubscribeToItsOwnMessages(App app) {
        PusherConnection connection = app.connect();
        connection.signInAs("1");

        assertThat(connection.subscribe("#server-to-user-1").data()).isEqualTo("{}");
    }

    @Test
    @PC(150)
    void nobodyMaySubscribeToAnothersMessages(App app) {
        PusherConnection connection = app.connect();
        connection.sendSubscribe(Map.of("channel", "#server-to-user-1", "auth", ""));
        connection.expectRefused("#server-to-user-1");
        connection.signInAs("2");

        connection.sendSubscribe(Map.of("channel", "#server-to-user-1", "auth", ""));

        connection.expectRefused("#server-to-user-1");
    }

    @Test
    @PC(151)
    void messagesToAUserReachEveryConnectionOfTheUserAndNobodyElse(App app) {
        String user = app.channel("user-");
        String channel = "#server-to-user-" + user;
        PusherConnection one = app.connect();
        one.signInAs(user);
        one.subscribe(channel);
        PusherConnection two = app.connect();
        two.signInAs(user);
        two.subscribe(channel);
        PusherConnection other = app.connect();
        other.signInAs(user + "-other");
        other.subscribe(channel + "-other");

        app.rest().publish(channel, "greet", "hi");

        assertThat(one.expectEvent("greet", channel).data()).isEqualTo("hi");
        assertThat(two.expectEvent("greet", channel).data()).isEqualTo("hi");
        other.expectNothing();
        JsonNode listed = app.rest().json(app.rest().get("/channels")).path("channels");
        assertThat(listed.has(channel)).isFalse();
    }

    @Test
    @PC({152, 155})
    void aTerminatedUserIsClosedAndMayComeBack(App app) {
        String user = app.channel("user-");
        PusherConnection one = app.connect();
        one.signInAs(user);
        PusherConnection two = app.connect();
        two.signInAs(user);

        Response response = terminate(app, user);

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.asString()).isEqualTo("{}");
        one.expectClose(4009);
        two.expectClose(4009);
        app.connect().signInAs(user);
    }

    @Test
    @PC(153)
    void membersWhoDidNotSignInStay(App app) {
        String user = app.channel("user-");
        PusherConnection member = app.connect();
        member.joinAs(user, app.channel("presence-"));

        terminate(app, user).then().statusCode(200);

        member.assertOpen();
    }

    @Test
    @PC(154)
    void anUnknownUserHasNoConnections(App app) {
        Response response = terminate(app, "nobody%40home");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.asString()).isEqualTo("{}");
    }

    @Test
    @PC(160)
    void withoutTheFeatureNobodyIsWatched(App app) {
        PusherConnection connection = app.connect();

        connection.signIn("{\"id\":\"1\",\"watchlist\":[\"2\"]}");

        connection.expectNothing();
    }

    @Test
    @PC(161)
    void whoStaysUnknownIsClosed(@Of(Tenant.AUTHORIZED) App app) {
        app.connect().expectClose(4009);
    }

    @Test
    @PC(162)
    void whoIsAuthorizedInTimeStays(@Of(Tenant.AUTHORIZED) App app) {
        PusherConnection signedIn = app.connect();
        signedIn.signInAs("1");
        PusherConnection subscribed = app.connect();
        subscribed.subscribe(app.channel("private-"));

        app.connect().expectClose(4009); // Came later, so the time of the others is up as well.

        signedIn.assertOpen();
        subscribed.assertOpen();
    }

    @Test
    @PC(163)
    void publicChannelsAuthorizeNobody(@Of(Tenant.AUTHORIZED) App app) {
        PusherConnection connection = app.connect();
        connection.subscribe(app.channel("public-"));

        connection.expectClose(4009);
    }
}
