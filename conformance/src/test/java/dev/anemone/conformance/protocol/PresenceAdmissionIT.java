package dev.anemone.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Who may become a member, and how many.
@Conformance
class PresenceAdmissionIT {
    private static final int MAX_MEMBERS = 100;
    private static final int MAX_USER_ID = 128;
    private static final int MAX_USER_INFO = 1024;

    @Test
    @PC(103)
    void aMemberMustSayWhoItIs(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("presence-");

        client.sendSubscribe(
                Map.of("channel", channel, "auth", app.credentials().auth(client.socketId(), channel)));

        client.expectRefused(channel);
    }

    @ParameterizedTest
    @PC(104)
    @ValueSource(strings = {"hello", "{", "[]", "7", "\"1\"", "null", "{}", "{\"user_id\":null}", "{\"user_id\":\"\"}",
            "{\"user_id\":true}", "{\"user_id\":{}}", "{\"user_id\":[\"1\"]}", "{\"user_info\":{}}"})
    void channelDataMustBeAnObjectWithAUserId(String channelData, App app) {
        assertRefused(app, channelData);
    }

    @Test
    @PC(104)
    void channelDataMustBeAString(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("presence-");

        client.sendSubscribe(Map.of("channel", channel, "channel_data", Map.of("user_id", "1"), "auth",
                app.credentials().auth(client.socketId(), channel, "{\"user_id\":\"1\"}")));

        client.expectRefused(channel);
    }

    @ParameterizedTest
    @PC(105)
    @ValueSource(strings = {"\"Ann\"", "[\"Ann\"]", "7", "true"})
    void userInfoMustBeAnObject(String userInfo, App app) {
        assertRefused(app, "{\"user_id\":\"1\",\"user_info\":" + userInfo + "}");
    }

    @Test
    @PC(106)
    void aUserIdHasUpTo128Characters(App app) {
        app.connect().joinAs("u".repeat(MAX_USER_ID), app.channel("presence-"));

        assertRefused(app, "{\"user_id\":\"" + "u".repeat(MAX_USER_ID + 1) + "\"}");
    }

    @Test
    @PC(107)
    void userInfoHasUpTo1024Bytes(App app) {
        app.connect().join(app.channel("presence-"), withUserInfo(MAX_USER_INFO, "x"));

        assertRefused(app, withUserInfo(MAX_USER_INFO + 1, "x"));
    }

    @Test
    @PC(107)
    void userInfoIsMeasuredInBytesNotCharacters(App app) {
        app.connect().join(app.channel("presence-"), withUserInfo(MAX_USER_INFO, "é"));

        assertRefused(app, withUserInfo(MAX_USER_INFO + 2, "é"));
    }

    @Test
    @PC(108)
    void theHundredAndFirstUserIsRefusedAndNobodyElseNotices(App app) {
        String channel = app.channel("presence-");
        List<PusherConnection> members = IntStream.rangeClosed(1, MAX_MEMBERS).mapToObj(id -> {
            PusherConnection member = app.connect();
            member.joinAs(Integer.toString(id), channel);
            return member;
        }).toList();
        PusherConnection oneTooMany = app.connect();

        oneTooMany.sendJoin(channel, "{\"user_id\":\"one too many\"}");

        oneTooMany.expectRefused(channel);
        app.connect().joinAs("7", channel);
        app.rest().publish(channel, "marker", "");
        for (int i = 0; i < MAX_MEMBERS; i++) {
            for (int later = i + 1; later < MAX_MEMBERS; later++) {
                members.get(i).expectEvent("pusher_internal:member_added", channel);
            }
            members.get(i).expectEvent("marker", channel);
        }
        assertThat(app.rest().users(channel)).hasSize(MAX_MEMBERS).doesNotContain("one too many");
    }

    private static void assertRefused(App app, String channelData) {
        PusherConnection client = app.connect();
        String channel = app.channel("presence-");

        client.sendJoin(channel, channelData);

        client.expectRefused(channel);
        assertThat(app.rest().users(channel)).isEmpty();
    }

    /// Channel data whose `user_info` is a JSON text of exactly `bytes` bytes, filled with `filler`.
    private static String withUserInfo(int bytes, String filler) {
        int fillerBytes = filler.getBytes(StandardCharsets.UTF_8).length;
        return "{\"user_id\":\"1\",\"user_info\":{\"about\":\""
                + filler.repeat((bytes - "{\"about\":\"\"}".length()) / fillerBytes) + "\"}}";
    }
}
