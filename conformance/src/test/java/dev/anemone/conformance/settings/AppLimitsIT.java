package dev.anemone.conformance.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Tenant;
import dev.anemone.conformance.wire.Frame;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// An app's own limits: each is kept to the unit.
@Conformance
class AppLimitsIT {
    private static final String TWENTY_BYTES = "12345678901234567890";

    @Test
    void channelNamesAreAsLongAsTheAppAllows(@Of(Tenant.LIMITED) App app) {
        PusherConnection client = app.connect();
        client.subscribe("c".repeat(30));

        client.sendSubscribe(Map.of("channel", "c".repeat(31)));

        client.expectRefused("c".repeat(31));
        assertThat(status(app, "e", "c".repeat(30), "d")).isEqualTo(200);
        assertThat(status(app, "e", "c".repeat(31), "d")).isEqualTo(400);
    }

    @Test
    void eventNamesAreAsLongAsTheAppAllows(@Of(Tenant.LIMITED) App app) {
        assertThat(status(app, "12345678", "c", "d")).isEqualTo(200);
        assertThat(status(app, "123456789", "c", "d")).isEqualTo(400);
    }

    @Test
    void eventDataIsAsLargeAsTheAppAllows(@Of(Tenant.LIMITED) App app) {
        assertThat(status(app, "e", "c", TWENTY_BYTES)).isEqualTo(200);
        assertThat(status(app, "e", "c", TWENTY_BYTES + "1")).isEqualTo(413);
    }

    @Test
    void anEventGoesToAsManyChannelsAsTheAppAllows(@Of(Tenant.LIMITED) App app) {
        assertThat(app.rest().events(Map.of("name", "e", "channels", List.of("a", "b"), "data", "")).statusCode())
                .isEqualTo(200);
        assertThat(app.rest().events(Map.of("name", "e", "channels", List.of("a", "b", "c"), "data", "")).statusCode())
                .isEqualTo(400);
    }

    @Test
    void aBatchHasAsManyEventsAsTheAppAllows(@Of(Tenant.LIMITED) App app) {
        assertThat(statusOfBatch(app, 3)).isEqualTo(200);
        assertThat(statusOfBatch(app, 4)).isEqualTo(400);
    }

    @Test
    void aClientSendsAsManyEventsAsTheAppAllows(@Of(Tenant.LIMITED) App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("private-");
        client.subscribe(channel);
        Frame event = Frame.text(Json.text(Map.of("event", "client-x", "channel", channel, "data", "")));

        client.socket().sendTogether(List.of(event, event));

        assertThat(client.expectErrorAndOpen().json().path("data").path("code").intValue()).isEqualTo(4301);
    }

    @Test
    void aPresenceChannelHasAsManyMembersAsTheAppAllows(@Of(Tenant.LIMITED) App app) {
        String channel = app.channel("presence-");
        app.connect().joinAs("1", channel);
        app.connect().joinAs("2", channel);
        PusherConnection third = app.connect();

        third.sendJoin(channel, "{\"user_id\":\"3\"}");

        third.expectRefused(channel);
    }

    @Test
    void membersAreAsLargeAsTheAppAllows(@Of(Tenant.LIMITED) App app) {
        String channel = app.channel("presence-");
        app.connect().join(channel, "{\"user_id\":\"1234\",\"user_info\":{\"a\":\"123456789012\"}}");
        PusherConnection client = app.connect();

        client.sendJoin(channel, "{\"user_id\":\"12345\"}");
        client.expectRefused(channel);
        client.sendJoin(channel, "{\"user_id\":\"1\",\"user_info\":{\"a\":\"1234567890123\"}}");
        client.expectRefused(channel);
    }

    private static int status(App app, String name, String channel, String data) {
        return app.rest().events(Map.of("name", name, "channel", channel, "data", data)).statusCode();
    }

    private static int statusOfBatch(App app, int events) {
        return app.rest().send(app.rest().post("/batch_events", Map.of("batch",
                Collections.nCopies(events, Map.of("name", "e", "channel", "c", "data", ""))))).statusCode();
    }
}
