package dev.anemone.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.pusher.SignedRequest;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Setup;
import dev.anemone.conformance.wire.HttpConnection;
import dev.anemone.conformance.wire.Wire;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Connections that are held open with as little as possible: each ends by a time-out of the server, which is a setting. That
/// they end is what these tests wait for.
@Conformance(Setup.BOUNDED)
class SlowClientsIT {
    private static final long DRIP_MILLIS = 100;

    @Test
    void aConnectionThatSaysNothingEnds(App app) {
        assertThat(app.dial().readToEnd().length()).isZero();
    }

    @Test
    void aConnectionThatHasNoMoreToAskEnds(App app) {
        Wire wire = app.dial();
        wire.write("GET /live HTTP/1.1\r\nHost: x\r\n\r\n");
        assertThat(wire.readToEnd().text()).startsWith("HTTP/1.1 200 ");
    }

    /// A byte now and then does not keep it.
    @ParameterizedTest
    @ValueSource(strings = {"/app/key", "/apps/1/events", "/auth/channel", "/live"})
    void aHeadThatTricklesInIsCutOff(String path, App app) throws InterruptedException {
        Wire wire = app.dial();
        wire.write("GET " + path + " HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nX-Slow: ");
        assertEndsWhileDripping(wire);
    }

    @Test
    void aBodyThatStopsIsRefused(App app) {
        SignedRequest request = app.rest().post("/events", Map.of("name", "e", "channel", "c", "data", "x"));
        try (var connection = HttpConnection.open(app.endpoint())) {
            connection.write(app.rest().bytes(request, request.target()).slice(0,
                    app.rest().bytes(request, request.target()).length() - 1));
            assertThat(connection.receive().status()).isEqualTo(408);
        }
    }

    @Test
    void aBodyOfTheAuthServiceThatTricklesInIsCutOff(App app) throws InterruptedException {
        Wire wire = app.dial();
        wire.write("POST /auth/" + app.credentials().key() + "/channel HTTP/1.1\r\nHost: x\r\n"
                + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");
        assertEndsWhileDripping(wire);
    }

    /// Writes a byte every tenth of a second, until the server ends the connection.
    private static void assertEndsWhileDripping(Wire wire) throws InterruptedException {
        var ended = new CountDownLatch(1);
        Thread drip = Thread.ofPlatform().daemon().start(() -> {
            try {
                while (!ended.await(DRIP_MILLIS, TimeUnit.MILLISECONDS)) {
                    wire.write("x");
                }
            } catch (UncheckedIOException | InterruptedException e) {
                ended.countDown(); // The server has gone, which the reader finds too.
            }
        });
        wire.readToEnd();
        ended.countDown();
        drip.join();
    }
}
