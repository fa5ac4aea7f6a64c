package dev.anemone.conformance.libraries;

import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// The whole mission in one piece: signed REST at an api process, through Redis, to gateway processes, to `pusher-js` on
/// private channels that an auth process signed.
final class EverythingIT {
    @TestFactory
    Stream<DynamicTest> everything() throws IOException, InterruptedException {
        return new NodeSuite("everything").run();
    }
}
