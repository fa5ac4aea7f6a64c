package dev.anemone.conformance.libraries;

import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Isolated;

/// `pusher-js`, `pusher` and `laravel-echo` in Node, and our own client in the place of the first.
@Isolated("Starts processes by the dozen, at the cost of tests that watch the clock")
final class NodeLibrariesIT {
    @TestFactory
    Stream<DynamicTest> libraries() throws IOException, InterruptedException {
        return new NodeSuite("libraries").run();
    }

    /// The tests that are about pusher-js, with the drop-in face of our own client in its place.
    @TestFactory
    Stream<DynamicTest> librariesWithOurClient() throws IOException, InterruptedException {
        return new NodeSuite("libraries", Map.of("CONFORMANCE_CLIENT", "anemone"),
                Set.of("cache-channels", "client-events", "connection", "encrypted-channels", "presence",
                        "private-channels", "public-channels", "subscription-counts", "users"))
                .run();
    }
}
