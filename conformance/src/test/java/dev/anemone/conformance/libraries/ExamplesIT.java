package dev.anemone.conformance.libraries;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Isolated;

/// The pages of `examples/chat` and `examples/stock-ticker` in a real browser, each with several visitors, started by their
/// one command.
@Isolated("Starts processes by the dozen, at the cost of tests that watch the clock")
final class ExamplesIT {
    @TestFactory
    Stream<DynamicTest> examples() throws IOException, InterruptedException {
        return new NodeSuite("examples").run();
    }
}
