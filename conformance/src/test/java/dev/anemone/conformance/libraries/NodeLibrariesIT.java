package dev.anemone.conformance.libraries;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Isolated;

/// `pusher-js`, `pusher` and `laravel-echo` in Node.
@Isolated("Starts processes by the dozen, at the cost of tests that watch the clock")
final class NodeLibrariesIT {
    @TestFactory
    Stream<DynamicTest> libraries() throws IOException, InterruptedException {
        return new NodeSuite("libraries").run();
    }
}
