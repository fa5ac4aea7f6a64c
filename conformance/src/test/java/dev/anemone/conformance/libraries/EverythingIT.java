package dev.anemone.conformance.libraries;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.parallel.Isolated;

/// The whole mission in one piece: signed REST at an api process, through Redis, to gateway processes, to `pusher-js` on
/// private channels that an auth process signed.
@Isolated("Starts processes by the dozen, at the cost of tests that watch the clock")
final class EverythingIT {
    @TestFactory
    Stream<DynamicTest> everything() throws IOException, InterruptedException {
        return new NodeSuite("everything").run();
    }
}
