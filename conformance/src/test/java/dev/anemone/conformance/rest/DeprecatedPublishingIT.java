package dev.anemone.conformance.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.emptyString;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import org.junit.jupiter.api.Test;

/// `POST /channels/{channel}/events`, which old server libraries still use.
@Conformance
class DeprecatedPublishingIT {
    @Test
    @PC(203)
    void theBodyIsTheData(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("old-");
        client.subscribe(channel);

        app.rest().send(app.rest().request("POST", "/channels/" + channel + "/events").body("not {JSON, ü")
                .with("name", "E")).then().statusCode(202).body(emptyString());

        assertThat(client.expectEvent("E", channel).data()).isEqualTo("not {JSON, ü");
    }

    @Test
    @PC(203)
    void aSocketIdInTheQueryIsExcluded(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("old-");
        client.subscribe(channel);

        app.rest().send(app.rest().request("POST", "/channels/" + channel + "/events").body("d").with("name", "E")
                .with("socket_id", client.socketId())).then().statusCode(202);
        app.rest().publish(channel, "marker", "");

        client.expectEvent("marker", channel);
    }
}
