package dev.anemone.conformance.libraries;

import java.io.IOException;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Isolated;

/// `@anemone/client`, as it is built, in Node: alone, side by side with `pusher-js`, and in a crowd that is cut off.
@Isolated("Starts processes by the dozen, at the cost of tests that watch the clock")
final class AnemoneClientIT {
    @TestFactory
    Stream<DynamicTest> integration() throws IOException, InterruptedException {
        return NodeSuite.ofClient("integration", Map.of()).run();
    }

    /// In the short form; `npm run recovery` has the long one.
    @TestFactory
    Stream<DynamicTest> recovery() throws IOException, InterruptedException {
        return NodeSuite.ofClient("recovery", Map.of("RECOVERY_SECONDS", "30", "RECOVERY_LONGEST_CUT", "10")).run();
    }
}
