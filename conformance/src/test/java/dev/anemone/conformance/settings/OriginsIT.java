package dev.anemone.conformance.settings;

import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Tenant;
import dev.anemone.conformance.wire.HandshakeRequest;
import dev.anemone.conformance.wire.RawWebSocket;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Which pages may connect.
@Conformance
class OriginsIT {
    @ParameterizedTest
    @ValueSource(strings = {"https://shop.example", "https://www.forum.example"})
    void pagesOfAllowedOriginsConnect(String origin, @Of(Tenant.OWN_PAGES) App app) {
        PusherConnection.established(from(origin, app), app.credentials());
    }

    /// After the upgrade, with a code at which pusher-js stops: a handshake that fails would be tried for ever.
    @ParameterizedTest
    @ValueSource(strings = {"http://shop.example", "https://shop.example.evil.example", "https://forum.example",
            "https://evilforum.example", "https://shop.example:8443", "null"})
    void pagesOfOtherOriginsAreClosed(String origin, @Of(Tenant.OWN_PAGES) App app) {
        PusherConnection.expectClose(from(origin, app), 4009);
    }

    @Test
    void programsThatAreNoBrowsersConnect(@Of(Tenant.OWN_PAGES) App app) {
        app.connect();
    }

    @Test
    void withoutAListAllPagesConnect(App app) {
        PusherConnection.established(from("https://anything.example", app), app.credentials());
    }

    private static RawWebSocket from(String origin, App app) {
        return app.handshake(HandshakeRequest.to(app.path(App.USUAL_QUERY)).with("Origin", origin)).expectUpgraded();
    }
}
