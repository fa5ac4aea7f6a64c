package dev.anemone.conformance.settings;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Setup;
import dev.anemone.conformance.server.Tenant;
import dev.anemone.conformance.wire.HandshakeRequest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// A server that trusts proxies on this machine, from which these tests connect.
@Conformance(Setup.PREFIXED)
class TrustedProxiesIT {
    @ParameterizedTest
    @PC(20)
    @CsvSource({"X-Forwarded-Proto, https", "Forwarded, proto=https", "Forwarded, for=192.0.2.1;proto=https"})
    void theProxySaysWhoCameOverTls(String header, String value, @Of(Tenant.SSL_ONLY) App app) {
        PusherConnection.established(app.handshake(handshake(app).with(header, value)).expectUpgraded(),
                app.credentials());
    }

    @Test
    @PC(20)
    void whoeverItSaysDidNotIsRefused(@Of(Tenant.SSL_ONLY) App app) {
        PusherConnection.expectClose(app.handshake(handshake(app).with("X-Forwarded-Proto", "http")).expectUpgraded(),
                4000);
        PusherConnection.expectClose(app.handshake(handshake(app)).expectUpgraded(), 4000);
    }

    /// The client wrote the first element; the proxy added the second.
    @Test
    @PC(20)
    void whatTheClientSaidBeforeTheProxyIsHearsay(@Of(Tenant.SSL_ONLY) App app) {
        PusherConnection.expectClose(app.handshake(handshake(app).with("Forwarded",
                "for=192.0.2.1;proto=https, for=192.0.2.2;proto=http")).expectUpgraded(), 4000);
        PusherConnection.expectClose(app.handshake(handshake(app).with("Forwarded", "for=192.0.2.2;proto=https")
                .with("X-Forwarded-For", "192.0.2.2")
                .with("X-Forwarded-Proto", "http")).expectUpgraded(), 4000);
    }

    private static HandshakeRequest handshake(App app) {
        return HandshakeRequest.to(app.path(App.USUAL_QUERY));
    }
}
