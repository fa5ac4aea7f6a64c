package dev.anemone.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@Conformance
class SocketIdsIT {
    private static final int CONNECTIONS = 1000;

    @Test
    @PC(7)
    void aThousandConnectionsHaveAThousandSocketIds(App app) {
        var socketIds = ConcurrentHashMap.<String>newKeySet();

        IntStream.range(0, CONNECTIONS).parallel().forEach(_ -> {
            try (PusherConnection client = app.connect()) {
                socketIds.add(client.socketId());
            }
        });

        assertThat(socketIds).hasSize(CONNECTIONS);
    }
}
