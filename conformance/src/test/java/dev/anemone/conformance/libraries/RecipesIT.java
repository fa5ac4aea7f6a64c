package dev.anemone.conformance.libraries;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Isolated;

/// The backends of `examples/auth`, each started by its one command, in the three ways of docs/auth.md.
@Isolated("Starts processes by the dozen, at the cost of tests that watch the clock")
final class RecipesIT {
    @TestFactory
    Stream<DynamicTest> recipes() throws IOException, InterruptedException {
        return new NodeSuite("recipes").run();
    }
}
