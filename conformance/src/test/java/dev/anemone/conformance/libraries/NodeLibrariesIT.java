package dev.anemone.conformance.libraries;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// `pusher-js`, `pusher` and `laravel-echo` in Node.
final class NodeLibrariesIT {
    @TestFactory
    Stream<DynamicTest> libraries() throws IOException, InterruptedException {
        return new NodeSuite("libraries").run();
    }
}
