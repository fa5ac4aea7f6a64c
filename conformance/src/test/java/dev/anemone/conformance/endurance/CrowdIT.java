package dev.anemone.conformance.endurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.AnemoneProcess;
import dev.anemone.conformance.server.App;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// Very many who leave at once.
@Execution(ExecutionMode.CONCURRENT)
class CrowdIT {
    private static final int CROWD = 500;
    /// To look is to collect all garbage.
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String CONNECTION = "dev.anemone.gateway.transport.WebSocketConnection";
    private static final String SETTINGS = """
            apps:
              - { id: "%s", key: %s, secret: %s }
            """.formatted(Churn.APP.appId(), Churn.APP.key(), Churn.APP.secret());

    @Test
    void nothingOfThemIsLeftInMemory() {
        try (AnemoneProcess server = AnemoneProcess.startAsLaunched("crowd", SETTINGS)) {
            try (var app = new App(server.endpoint(), Churn.APP)) {
                List<PusherConnection> crowd = new ArrayList<>();
                for (int i = 0; i < CROWD; i++) {
                    crowd.add(app.connect());
                }
                assertThat(server.liveInstances(CONNECTION)).isEqualTo(CROWD);
                crowd.forEach(PusherConnection::close);
            }

            await().atMost(PATIENCE).until(() -> server.metrics().value("anemone_connections") == 0);
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(server.liveInstances(CONNECTION)).isZero());
        }
    }
}
