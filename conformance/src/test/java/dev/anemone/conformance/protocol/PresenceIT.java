package dev.anemone.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Channels whose subscribers see each other come and go, as users and not as connections.
@Conformance
class PresenceIT {
    @Test
    @PC(91)
    void successListsTheMembers(App app) {
        Message success = app.connect().joinAs("1", app.channel("presence-"));

        JsonNode presence = success.decodedData().path("presence");
        assertThat(presence.path("ids").isArray()).isTrue();
        assertThat(presence.path("hash").isObject()).isTrue();
        assertThat(presence.path("count").isInt()).isTrue();
    }

    @Test
    @PC(92)
    void theFirstMemberFindsItself(App app) {
        Message success = app.connect().join(app.channel("presence-"),
                "{\"user_id\":\"1\",\"user_info\":{\"name\":\"Ann\"}}");

        assertThat(success.decodedData()).isEqualTo(Json.parse(
                "{\"presence\":{\"count\":1,\"ids\":[\"1\"],\"hash\":{\"1\":{\"name\":\"Ann\"}}}}"));
    }

    @Test
    @PC(93)
    void aNumericUserIdIsAStringEverywhere(App app) {
        String channel = app.channel("presence-");
        PusherConnection first = app.connect();
        first.joinAs("1", channel);

        JsonNode presence = app.connect().join(channel, "{\"user_id\":10}").decodedData().path("presence");

        assertThat(presence.path("ids").toString()).contains("\"10\"");
        assertThat(presence.path("hash").has("10")).isTrue();
        JsonNode added = first.expectEvent("pusher_internal:member_added", channel).decodedData();
        assertThat(added.path("user_id")).isEqualTo(Json.parse("\"10\""));
        assertThat(app.rest().json(app.rest().get("/channels/" + channel + "/users")).path("users"))
                .contains(Json.parse("{\"id\":\"10\"}"));
    }

    @ParameterizedTest
    @PC(94)
    @ValueSource(strings = {"{\"name\":\"Zoë\",\"tags\":[1,2.5,null,true],\"more\":{\"deep\":{}}}", "{}",
            "{\"a/b\":\"c\\\\d\\\"e\",\"n\":12345678901234567890,\"x\":1.0}"})
    void userInfoIsTheMembersOwn(String userInfo, App app) {
        Message success = app.connect().join(app.channel("presence-"),
                "{\"user_id\":\"1\",\"user_info\":" + userInfo + "}");

        assertThat(success.decodedData().path("presence").path("hash").path("1")).isEqualTo(Json.parse(userInfo));
    }

    @Test
    @PC(95)
    void aMemberWithoutInfoIsListedAllTheSame(App app) {
        JsonNode presence = app.connect().join(app.channel("presence-"), "{\"user_id\":\"1\"}").decodedData()
                .path("presence");

        assertThat(presence.path("ids")).isEqualTo(Json.parse("[\"1\"]"));
        assertThat(presence.path("hash").has("1")).isTrue();
        assertThat(presence.path("hash").path("1").toString()).isIn("{}", "null");
    }

    @Test
    @PC(96)
    void aNewcomerIsAnnounced(App app) {
        String channel = app.channel("presence-");
        PusherConnection first = app.connect();
        first.joinAs("1", channel);

        app.connect().join(channel, "{\"user_id\":\"2\",\"user_info\":{\"name\":\"Bob\"}}");

        assertThat(first.expectEvent("pusher_internal:member_added", channel).decodedData())
                .isEqualTo(Json.parse("{\"user_id\":\"2\",\"user_info\":{\"name\":\"Bob\"}}"));
        first.expectNothing();
    }

    @Test
    @PC(97)
    void nobodyIsAnnouncedToThemselves(App app) {
        String channel = app.channel("presence-");
        PusherConnection first = app.connect();
        first.joinAs("1", channel);
        PusherConnection second = app.connect();
        second.joinAs("2", channel);

        first.expectEvent("pusher_internal:member_added", channel);
        app.rest().publish(channel, "marker", "");

        first.expectEvent("marker", channel);
        second.expectEvent("marker", channel);
    }

    @Test
    @PC(98)
    void aSecondConnectionOfAUserIsNoNewMember(App app) {
        String channel = app.channel("presence-");
        PusherConnection first = app.connect();
        first.joinAs("1", channel);
        app.connect().joinAs("2", channel);
        first.expectEvent("pusher_internal:member_added", channel);

        JsonNode presence = app.connect().joinAs("2", channel).decodedData().path("presence");

        assertThat(presence.path("count").intValue()).isEqualTo(2);
        assertThat(presence.path("ids")).hasSize(2);
        app.rest().publish(channel, "marker", "");
        first.expectEvent("marker", channel);
    }

    @Test
    @PC(99)
    void aUserStaysUntilTheLastConnection(App app) {
        String channel = app.channel("presence-");
        PusherConnection watcher = app.connect();
        watcher.joinAs("1", channel);
        PusherConnection left = app.connect();
        left.joinAs("2", channel);
        watcher.expectEvent("pusher_internal:member_added", channel);
        app.connect().joinAs("2", channel);

        left.closeCleanly();
        PusherConnection third = app.connect();
        third.joinAs("3", channel);

        assertThat(watcher.expectEvent("pusher_internal:member_added", channel).decodedData().path("user_id"))
                .isEqualTo(Json.parse("\"3\""));
        assertThat(app.rest().users(channel)).containsExactlyInAnyOrder("1", "2", "3");
    }

    static Stream<BiConsumer<PusherConnection, String>> waysToLeave() {
        return Stream.of((connection, _) -> connection.closeCleanly(), (connection, _) -> connection.close());
    }

    @ParameterizedTest
    @PC(100)
    @MethodSource("waysToLeave")
    void theLastConnectionToCloseTakesTheUserAway(BiConsumer<PusherConnection, String> leave, App app) {
        assertLeaving(app, leave);
    }

    @Test
    @PC(101)
    void anUnsubscribeIsALeaveToo(App app) {
        assertLeaving(app, PusherConnection::unsubscribe);
    }

    private static void assertLeaving(App app, BiConsumer<PusherConnection, String> leave) {
        String channel = app.channel("presence-");
        PusherConnection watcher = app.connect();
        watcher.joinAs("1", channel);
        PusherConnection one = app.connect();
        PusherConnection two = app.connect();
        one.joinAs("2", channel);
        watcher.expectEvent("pusher_internal:member_added", channel);
        two.joinAs("2", channel);

        leave.accept(one, channel);
        leave.accept(two, channel);

        assertThat(watcher.expectEvent("pusher_internal:member_removed", channel).decodedData())
                .isEqualTo(Json.parse("{\"user_id\":\"2\"}"));
        watcher.expectNothing();
        assertThat(app.rest().users(channel)).containsExactly("1");
    }

    @Test
    @PC(111)
    void laterInfoOfAUserReplacesTheEarlier(App app) {
        String channel = app.channel("presence-");
        PusherConnection watcher = app.connect();
        watcher.join(channel, "{\"user_id\":\"1\",\"user_info\":{\"mood\":\"fine\"}}");

        app.connect().join(channel, "{\"user_id\":\"1\",\"user_info\":{\"mood\":\"better\"}}");

        JsonNode presence = app.connect().joinAs("2", channel).decodedData().path("presence");
        assertThat(presence.path("hash").path("1")).isEqualTo(Json.parse("{\"mood\":\"better\"}"));
        assertThat(watcher.expectEvent("pusher_internal:member_added", channel).decodedData().path("user_id"))
                .isEqualTo(Json.parse("\"2\""));
    }

    @Test
    @PC(112)
    void membersDoNotLearnEachOthersSocketIds(App app) {
        String channel = app.channel("presence-");
        PusherConnection first = app.connect();
        PusherConnection second = app.connect();
        first.joinAs("1", channel);

        Message success = second.joinAs("2", channel);
        Message added = first.expectEvent("pusher_internal:member_added", channel);
        second.unsubscribe(channel);
        Message removed = first.expectEvent("pusher_internal:member_removed", channel);

        assertThat(success.text()).doesNotContain(first.socketId()).doesNotContain("socket_id");
        assertThat(List.of(added.text(), removed.text()))
                .noneMatch(text -> text.contains(second.socketId()) || text.contains("socket_id"));
    }
}
