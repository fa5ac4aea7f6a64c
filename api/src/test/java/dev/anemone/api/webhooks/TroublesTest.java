package dev.anemone.api.webhooks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.AppId;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TroublesTest {
    private static final Duration MEMORY = Duration.ofMinutes(5);
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Endpoint ENDPOINT = new Endpoint(new AppId("1"),
            URI.create("https://backend.example:8443/hooks/hunter2?token=hunter2"));

    private final Troubles troubles = new Troubles(MEMORY);
    private final Logger logger = Logger.getLogger(Troubles.class.getName());
    private final List<String> logged = new ArrayList<>();
    private final Handler recorder = new Handler() {
        @Override
        public void publish(LogRecord line) {
            logged.add(line.getLevel() + " " + line.getMessage());
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        logger.setLevel(Level.INFO);
        logger.addHandler(recorder);
    }

    @AfterEach
    void stopListening() {
        logger.removeHandler(recorder);
        logger.setLevel(null);
    }

    @Test
    void theLogSaysOnceThatAnEndpointMissesThingsAndOnceThatItIsBack() {
        troubles.failed(ENDPOINT, NOW);
        troubles.gaveUp(ENDPOINT, "d1", 10, "Answered 500.", NOW);
        troubles.gaveUp(ENDPOINT, "d2", 10, "Answered 500.", NOW);
        troubles.ended(ENDPOINT);

        assertThat(logged).containsExactly(
                "WARNING Webhook given up app=1 endpoint=https://backend.example:8443 delivery=d1 attempts=10"
                        + " outcome=\"Answered 500.\"",
                "INFO Webhook endpoint answers again app=1 endpoint=https://backend.example:8443 given-up=2");
    }

    @Test
    void whatWasRepairedByRetriesIsNoNews() {
        troubles.failed(ENDPOINT, NOW);
        assertThat(troubles.has(ENDPOINT)).isTrue();

        troubles.ended(ENDPOINT);

        assertThat(troubles.has(ENDPOINT)).isFalse();
        assertThat(logged).isEmpty();
    }

    @Test
    void troubleOfLongAgoIsForgotten() {
        troubles.failed(ENDPOINT, NOW);

        troubles.forget(NOW.plus(MEMORY));
        assertThat(troubles.has(ENDPOINT)).isTrue();
        troubles.forget(NOW.plus(MEMORY).plusMillis(1));

        assertThat(troubles.has(ENDPOINT)).isFalse();
    }
}
