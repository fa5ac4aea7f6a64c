package dev.anemone.conformance.settings;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Setup;
import dev.anemone.conformance.wire.HandshakeRequest;
import org.junit.jupiter.api.Test;

/// A server behind a path of its own.
@Conformance(Setup.PREFIXED)
class PathPrefixIT {
    @Test
    @PC(23)
    void clientsConnectAndServersPublishUnderThePrefix(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("prefixed-");
        client.subscribe(channel);

        app.rest().publish(channel, "greeting", "hello");

        client.expectEvent("greeting", channel);
    }

    @Test
    @PC(21)
    void withoutThePrefixThePathIsUnknown(App app) {
        PusherConnection.expectClose(app.handshake(HandshakeRequest.to(
                "/app/" + app.credentials().key() + "?" + App.USUAL_QUERY)).expectUpgraded(), 4005);
    }
}
