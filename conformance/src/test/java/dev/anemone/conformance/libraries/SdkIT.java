package dev.anemone.conformance.libraries;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Isolated;

/// `@anemone/client` in a real browser, as the server hands it out at `/sdk/anemone.js`.
@Isolated("Starts processes by the dozen, at the cost of tests that watch the clock")
final class SdkIT {
    @TestFactory
    Stream<DynamicTest> sdk() throws IOException, InterruptedException {
        return new NodeSuite("sdk").run();
    }
}
