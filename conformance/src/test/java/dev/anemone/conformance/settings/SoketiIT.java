package dev.anemone.conformance.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.server.AnemoneProcess;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Setup;
import dev.anemone.conformance.server.Tenant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// A server with variables of soketi in its environment.
@Conformance
class SoketiIT {
    @Test
    void theirsAreUnderstoodAndOursHold() {
        try (var server = AnemoneProcess.start(Setup.STANDARD,
                Map.of("SOKETI_EVENT_MAX_SIZE_IN_KB", "20", "SOKETI_METRICS_ENABLED", "true", "SOKETI_PATH_PREFIX",
                        "/theirs", "ANEMONE_PATH_PREFIX", ""));
                var app = new App(server.endpoint(), Tenant.ORDINARY.credentials())) {
            assertThat(app.rest().events(Map.of("name", "e", "channel", "c", "data", "x".repeat(20_480))).statusCode())
                    .isEqualTo(200);
            assertThat(app.rest().events(Map.of("name", "e", "channel", "c", "data", "x".repeat(20_481))).statusCode())
                    .isEqualTo(413);
            assertThat(server.said()).contains(
                    "anemone: SOKETI_PATH_PREFIX is not used, because ANEMONE_PATH_PREFIX is set.");
        }
    }
}
