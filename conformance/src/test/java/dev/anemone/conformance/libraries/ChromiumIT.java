package dev.anemone.conformance.libraries;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Isolated;

/// `pusher-js` in a real browser, on a customer's site and on the page that Anemone serves itself.
@Isolated("Starts processes by the dozen, at the cost of tests that watch the clock")
final class ChromiumIT {
    @TestFactory
    Stream<DynamicTest> browser() throws IOException, InterruptedException {
        return new NodeSuite("browser").run();
    }
}
