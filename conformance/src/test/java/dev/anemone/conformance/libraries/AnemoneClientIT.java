package dev.anemone.conformance.libraries;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Isolated;

/// `@anemone/client`, as it is built, in Node: alone, and side by side with `pusher-js`.
@Isolated("Starts processes by the dozen, at the cost of tests that watch the clock")
final class AnemoneClientIT {
    @TestFactory
    Stream<DynamicTest> integration() throws IOException, InterruptedException {
        return NodeSuite.ofClient("integration", Map.of()).run();
    }
}
