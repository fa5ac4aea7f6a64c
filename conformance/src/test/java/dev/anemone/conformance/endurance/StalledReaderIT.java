package dev.anemone.conformance.endurance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Credentials;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.Publisher;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.AnemoneProcess;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Metrics;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/// One socket that nobody reads, among many that are read.
@Execution(ExecutionMode.CONCURRENT)
class StalledReaderIT {
    private static final Credentials APP = new Credentials("1", "key", "secret");
    private static final int MAX_OUTBOX_BYTES = 256 << 10;
    private static final String SETTINGS = """
            gateway: {max-outbox-bytes: %d}
            apps: [{id: "%s", key: %s, secret: %s}]
            """.formatted(MAX_OUTBOX_BYTES, APP.appId(), APP.key(), APP.secret());

    private static final int HEALTHY = 200;
    private static final String CHANNEL = "busy";
    private static final String TEN_KILOBYTES = "x".repeat(10_000);
    /// One event, with all that is around its data.
    private static final int MAX_FRAME_BYTES = 10_100;
    /// 40 MB: more than a kernel keeps for a socket that is not read.
    private static final int MAX_EVENTS = 4_000;
    private static final String CLOSED = "anemone_closes_total{code=\"4100\"}";

    /// All hear one channel. What waits for the stalled one stays under its bound, and at the bound it is told so and
    /// closed; the others hear everything, in order.
    @Test
    @PC(246)
    void aStalledReaderCostsItsBoundAndNobodyElseAnything() {
        try (AnemoneProcess server = AnemoneProcess.startAsLaunched("stalled", SETTINGS);
                var app = new App(server.endpoint(), APP);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            PusherConnection stalled = app.connectWithSmallReceiveBuffer();
            stalled.subscribe(CHANNEL);
            List<CompletableFuture<Integer>> healthy = Stream.generate(app::connect).limit(HEALTHY)
                    .peek(reader -> reader.subscribe(CHANNEL)).toList().stream()
                    .map(reader -> CompletableFuture.supplyAsync(() -> readToLast(reader), threads)).toList();

            var waiting = new ArrayList<Double>();
            int events = 0;
            try (Publisher publisher = app.rest().publisher()) {
                for (Metrics now = server.metrics(); !hasClosed(now); now = server.metrics()) {
                    waiting.add(now.value("anemone_outbox_bytes"));
                    assertThat(events).as("events that a socket takes unread").isLessThan(MAX_EVENTS);
                    publisher.publish(CHANNEL, "e", events++ + " " + TEN_KILOBYTES);
                }
                publisher.publish(CHANNEL, "last", "{}");
            }

            assertThat(waiting).anyMatch(bytes -> bytes > MAX_OUTBOX_BYTES / 2)
                    .allMatch(bytes -> bytes <= MAX_OUTBOX_BYTES + MAX_FRAME_BYTES);
            assertThat(healthy.stream().map(CompletableFuture::join)).containsOnly(events);
            assertThat(stalled.socket().awaitClose().closeCode()).isEqualTo(4100);
        }
    }

    private static boolean hasClosed(Metrics metrics) {
        return metrics.value(CLOSED) > 0;
    }

    /// Reads events that are numbered from 0 on, and returns how many they were.
    private static int readToLast(PusherConnection reader) {
        int heard = 0;
        for (Message event = reader.next(); !event.event().equals("last"); event = reader.next()) {
            assertThat(event.data()).startsWith(heard++ + " ");
        }
        return heard;
    }
}
