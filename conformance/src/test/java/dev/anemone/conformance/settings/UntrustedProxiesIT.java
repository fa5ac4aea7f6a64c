package dev.anemone.conformance.settings;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Tenant;
import dev.anemone.conformance.wire.HandshakeRequest;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Conformance
class UntrustedProxiesIT {
    @ParameterizedTest
    @PC(20)
    @CsvSource({"X-Forwarded-Proto, https", "Forwarded, proto=https", "Forwarded, for=192.0.2.1;proto=https",
            "X-Forwarded-Ssl, on", "Front-End-Https, on"})
    void whoSaysThatItCameOverTlsIsNotBelieved(String header, String value, @Of(Tenant.SSL_ONLY) App app) {
        PusherConnection.expectClose(app.handshake(HandshakeRequest.to(app.path(App.USUAL_QUERY)).with(header, value))
                .expectUpgraded(), 4000);
    }
}
