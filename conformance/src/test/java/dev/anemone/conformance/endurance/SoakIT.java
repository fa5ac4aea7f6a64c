package dev.anemone.conformance.endurance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.server.AnemoneProcess;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// A minute of comings and goings, or as long as `-Dsoak=10m` says.
@Execution(ExecutionMode.CONCURRENT)
class SoakIT {
    private static final Duration LENGTH = Duration.parse("PT" + System.getProperty("soak", "60s"));
    private static final Duration WARM_UP = Duration.ofSeconds(2);
    /// How much of what a process held after a quarter of the time it may hold more at the end.
    private static final double TOLERANCE = 1.05;
    /// Histories are full within the first quarter. None ends by itself before the test does.
    private static final String SETTINGS = """
            apps:
              - id: "%s"
                key: %s
                secret: %s
                client-events: true
                subscription-count: true
                history: [{channels: "*", size: 10, ttl: 24h}]
            """.formatted(Churn.APP.appId(), Churn.APP.key(), Churn.APP.secret());

    /// What a server has, to be compared with what it had before.
    private record Holding(Map<String, Double> gauges, int descriptors) {
        static Holding of(AnemoneProcess server) {
            return new Holding(server.metrics().ownGauges(), server.descriptors());
        }
    }

    /// Clients connect, subscribe, hear what is published all the while, and leave in every way there is. What is left of
    /// them is nothing.
    @Test
    @PC(249)
    void churnLeavesNothingBehind() {
        try (AnemoneProcess server = AnemoneProcess.startAsLaunched("soak", SETTINGS)) {
            Churn.during(WARM_UP, server.endpoint()); // What is made once, when it is first needed, is there from now on.
            server.liveHeapBytes();
            awaitRest(server);
            Holding before = Holding.of(server);

            long rounds = Churn.during(LENGTH.dividedBy(4), server.endpoint());
            awaitSame(server, before);
            long heapBytes = server.liveHeapBytes();
            double directBytes = directBytes(server);
            rounds += Churn.during(LENGTH.dividedBy(4).multipliedBy(3), server.endpoint());
            awaitSame(server, before);

            assertThat(rounds).as("rounds in " + LENGTH).isGreaterThan(LENGTH.toSeconds());
            assertThat(server.liveHeapBytes()).as("live bytes on the heap").isLessThan((long) (TOLERANCE * heapBytes));
            assertThat(directBytes(server)).as("bytes beside the heap").isLessThanOrEqualTo(TOLERANCE * directBytes);
        }
    }

    private static double directBytes(AnemoneProcess server) {
        return server.metrics().value("jvm_buffer_memory_used_bytes{id=\"direct\"}");
    }

    private static void awaitRest(AnemoneProcess server) {
        await().until(() -> server.metrics().value("anemone_connections") == 0);
    }

    private static void awaitSame(AnemoneProcess server, Holding before) {
        await().untilAsserted(() -> assertThat(Holding.of(server)).isEqualTo(before));
    }
}
