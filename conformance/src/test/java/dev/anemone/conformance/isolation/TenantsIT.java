package dev.anemone.conformance.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Tenant;
import dev.anemone.conformance.wire.Frame;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Two apps on one server that use the same names.
@Conformance
class TenantsIT {
    private static final int CHANNELS = 100;
    private static final int CONNECTIONS = 100;

    @Test
    @PC(247)
    void manySubscribersOfManyChannelsHearTheirOwnApp(App app, @Of(Tenant.NEIGHBOUR) App neighbour) {
        List<String> channels = Stream.generate(() -> app.channel("shared-name-")).limit(CHANNELS).toList();
        List<PusherConnection> ours = subscribers(app, channels);
        List<PusherConnection> theirs = subscribers(neighbour, channels);

        app.rest().publish(channels, "e", "ours");
        neighbour.rest().publish(channels, "e", "theirs");

        ours.forEach(client -> assertHears(client, channels, "ours"));
        theirs.forEach(client -> assertHears(client, channels, "theirs"));
    }

    @Test
    @PC(value = 248, but = "caches and webhooks")
    void presenceAndCountsAreEachAppsOwn(App app, @Of(Tenant.NEIGHBOUR) App neighbour) {
        String presence = app.channel("presence-");
        PusherConnection ours = app.connect();
        ours.join(presence, "{\"user_id\":\"1\",\"user_info\":{\"of\":\"ours\"}}");
        PusherConnection theirs = neighbour.connect();

        Message success = theirs.join(presence, "{\"user_id\":\"1\",\"user_info\":{\"of\":\"theirs\"}}");
        theirs.sendClientEvent(presence, "client-x", Map.of());
        neighbour.connect().joinAs("2", presence);

        assertThat(success.decodedData()).isEqualTo(Json.parse(
                "{\"presence\":{\"count\":1,\"ids\":[\"1\"],\"hash\":{\"1\":{\"of\":\"theirs\"}}}}"));
        assertThat(app.rest().users(presence)).containsExactly("1");
        assertThat(neighbour.rest().users(presence)).containsExactlyInAnyOrder("1", "2");
        assertThat(app.rest().channel(presence, "user_count").path("user_count").intValue()).isOne();
        theirs.expectEvent("pusher_internal:member_added", presence);
        theirs.closeCleanly();
        app.rest().publish(presence, "marker", "");
        ours.expectEvent("marker", presence);
        ours.expectNothing();
    }

    private static List<PusherConnection> subscribers(App app, List<String> channels) {
        List<PusherConnection> clients = Stream.generate(app::connect).limit(CONNECTIONS / 2).toList();
        for (PusherConnection client : clients) {
            client.socket().sendTogether(channels.stream().map(channel -> Frame.text(Json.text(
                    Map.of("event", "pusher:subscribe", "data", Map.of("channel", channel))))).toList());
            channels.forEach(client::expectSubscribed);
        }
        return clients;
    }

    private static void assertHears(PusherConnection client, List<String> channels, String data) {
        var heard = new HashSet<String>();
        for (int i = 0; i < channels.size(); i++) {
            Message message = client.expectEvent("e");
            assertThat(message.data()).isEqualTo(data);
            heard.add(message.channel());
        }
        assertThat(heard).containsExactlyInAnyOrderElementsOf(channels);
        client.expectNothing();
    }
}
