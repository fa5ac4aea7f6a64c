package dev.anemone.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.AnemoneProcess;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Tenant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// A server that is asked to stop.
@Conformance
class ShutdownIT {
    @Test
    @PC(30)
    void everyClientIsToldToReconnectAtOnceAndTheProcessEndsWell(AnemoneProcess process) {
        try (var app = new App(process.endpoint(), Tenant.ORDINARY.credentials())) {
            List<PusherConnection> clients = Stream.generate(app::connect).limit(20).toList();
            clients.getFirst().subscribe("a-channel");

            process.terminate();

            clients.forEach(client -> client.expectClose(4200));
            assertThat(process.awaitExit()).isZero();
        }
    }

    @Test
    @PC(30)
    void aClientThatDoesNotAnswerTheCloseDoesNotHoldUpTheProcess(AnemoneProcess process) {
        try (var app = new App(process.endpoint(), Tenant.ORDINARY.credentials())) {
            app.connect();

            process.terminate();

            assertThat(process.awaitExit()).isZero();
        }
    }
}
