package dev.anemone.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.pusher.SignedRequest;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Setup;
import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.HttpConnection;
import dev.anemone.conformance.wire.Wire;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Everything that has a size, larger than it may be. Frames, messages and fragments are tried in `rfc6455.LimitsIT`.
@Conformance(Setup.BOUNDED)
class OversizedIT {
    private static final int MEGABYTE = 1 << 20;

    @ParameterizedTest
    @ValueSource(strings = {"GET /live?%s HTTP/1.1\r\nHost: x\r\n\r\n", "GET /%s HTTP/1.1\r\nHost: x\r\n\r\n",
            "GET /app/%s HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\n\r\n",
            "GET /live HTTP/1.1\r\nHost: x\r\nX-Large: %s\r\n\r\n", "GET /live HTTP/1.1\r\nHost: x\r\n%s: x\r\n\r\n",
            "%s /live HTTP/1.1\r\nHost: x\r\n\r\n"})
    void aHeadMayHave64KiB(String head, App app) {
        assertRefused(app, head.formatted("x".repeat(MEGABYTE)));
    }

    @Test
    void aHeadMayHaveAHundredHeaders(App app) {
        assertRefused(app, "GET /live HTTP/1.1\r\nHost: x\r\n" + "X-Many: x\r\n".repeat(1_000) + "\r\n");
    }

    @Test
    void aQueryMayHaveAThousandParameters(App app) {
        assertRefused(app, "GET /live?" + "a=b&".repeat(2_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
    }

    @Test
    void aBodyMayBeAsLongAsTheServerIsTold(App app) {
        SignedRequest request = app.rest().post("/events",
                Map.of("name", "e", "channel", "c", "data", "", "more", "x".repeat(Setup.MAX_BODY_BYTES)));
        assertThat(app.rest().sendRaw(request, request.target()).status()).isEqualTo(413);
    }

    /// By its header alone; nothing of it has to be sent, let alone kept.
    @Test
    void aBodyIsTooLongByWhatItSaysOfItself(App app) {
        SignedRequest request = app.rest().post("/events", Map.of());
        try (var connection = HttpConnection.open(app.endpoint())) {
            connection.write(Bytes.utf8("POST " + request.target() + " HTTP/1.1\r\nHost: x\r\n"
                    + "Content-Length: 1000000000000\r\n\r\n"));
            assertThat(connection.receive().status()).isEqualTo(413);
        }
    }

    @Test
    void anEventMayHaveAHundredChannelsEvenWhereMoreWouldFit(App app) {
        assertThat(app.rest().events(Map.of("name", "e", "channels", Collections.nCopies(2_000, "c"), "data", ""))
                .statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"[", "{\"a\":"})
    void jsonMayBeAsDeepAsAnyoneNeeds(String opening, App app) {
        int depth = (Setup.MAX_BODY_BYTES - 1_000) / (opening.length() + 1) / 2;
        String deep = opening.repeat(depth) + "0" + (opening.equals("[") ? "]" : "}").repeat(depth);
        SignedRequest request = app.rest().request("POST", "/events")
                .body("{\"name\":\"e\",\"channel\":\"c\",\"data\":\"x\",\"more\":" + deep + "}");
        assertThat(app.rest().sendRaw(request, request.target()).status()).isEqualTo(400);

        PusherConnection client = app.connect();
        client.send("{\"event\":\"pusher:subscribe\",\"data\":{\"channel\":\"c\",\"more\":" + deep + "}}");
        client.expectErrorAndOpen();
    }

    private static void assertRefused(App app, String request) {
        Wire wire = app.dial();
        try {
            wire.write(request);
        } catch (UncheckedIOException e) {
            return; // It did not even want to hear the end.
        }
        String answer = wire.readToEnd().text();
        assertThat(answer).matches("(?s)(?:HTTP/1\\.1 4(?:00|14|31) .*)?");
    }
}
