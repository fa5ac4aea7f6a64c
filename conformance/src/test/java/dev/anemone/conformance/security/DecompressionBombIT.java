package dev.anemone.conformance.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.Rfc6455;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.AnemoneProcess;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Tenant;
import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.Frame;
import org.junit.jupiter.api.Test;

/// A few bytes that claim to be very many.
@Conformance
class DecompressionBombIT {
    private static final int BOMBS = 50;
    /// 5 GB are in the bombs altogether.
    private static final long MAX_GROWTH = 100 << 20;

    @Test
    @Rfc6455({"7.4.1", "10.4"})
    void itIsNotInflatedAndNobodyElseNotices(AnemoneProcess server) {
        Frame bomb = Frame.compressed(Bytes.ofLength(100_000_000));
        assertThat(bomb.payload().length()).isLessThan(100_000);
        try (var app = new App(server.endpoint(), Tenant.ORDINARY.credentials())) {
            String channel = app.channel("");
            PusherConnection neighbour = app.connectCompressed();
            neighbour.subscribe(channel);
            throwBomb(app, bomb); // What the first one makes grow is the server's warming up.
            long before = server.residentBytes();

            for (int i = 0; i < BOMBS; i++) {
                throwBomb(app, bomb);
            }

            assertThat(server.residentBytes() - before).isLessThan(MAX_GROWTH);
            app.rest().publish(channel, "e", "x".repeat(5_000));
            assertThat(neighbour.expectEvent("e", channel).data()).isEqualTo("x".repeat(5_000));
            neighbour.assertOpen();
        }
    }

    private static void throwBomb(App app, Frame bomb) {
        PusherConnection client = app.connectCompressed();
        client.socket().send(bomb);
        client.expectClose(1009);
    }
}
