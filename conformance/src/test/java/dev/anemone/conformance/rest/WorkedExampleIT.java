package dev.anemone.conformance.rest;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Setup;
import dev.anemone.conformance.server.Tenant;
import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.HttpConnection;
import dev.anemone.conformance.wire.HttpResponse;
import org.junit.jupiter.api.Test;

/// The request that Pusher's docs sign as an example ("HTTP API reference", "Worked authentication example"), byte for
/// byte. It was signed in 2012; this server is told not to mind.
@Conformance(Setup.TIMELESS)
class WorkedExampleIT {
    private static final String BODY = "{\"name\":\"foo\",\"channels\":[\"project-3\"],\"data\":\"{\\\"some\\\":\\\"data\\\"}\"}";
    private static final String TARGET = "/apps/3/events?body_md5=ec365a775a4cd0599faeb73354201b6f"
            + "&auth_version=1.0&auth_key=278d425bdf160c739803&auth_timestamp=1353088179"
            + "&auth_signature=da454824c97ba181a32ccc17a72625ba02771f50b50e1e7430e47a1f3f457e6c";

    @Test
    @PC(164)
    void thePublishedSignatureIsAccepted(@Of(Tenant.WORKED_EXAMPLE) App app) {
        PusherConnection client = app.connect();
        client.subscribe("project-3");

        try (var connection = HttpConnection.open(app.endpoint())) {
            HttpResponse response = connection.exchange(Bytes.utf8("POST " + TARGET + " HTTP/1.1\r\nHost: "
                    + app.endpoint().authority() + "\r\nContent-Type: application/json\r\nContent-Length: "
                    + BODY.length() + "\r\n\r\n" + BODY));

            assertThat(response.status()).isEqualTo(200);
        }
        assertThat(client.expectEvent("foo", "project-3").data()).isEqualTo("{\"some\":\"data\"}");
    }
}
