package dev.anemone.server.node;

import java.time.Duration;

/// Stops a server in good order when the process is told to end (SIGTERM, SIGINT), and ends it with code 0. A stop that
/// hangs is cut off, with code 1.
public final class StopOnSignal {
    /// Orchestrators kill after ten seconds.
    private static final Duration HARD_STOP = Duration.ofSeconds(9);

    private StopOnSignal() {}

    /// Takes charge of how the process ends. Once per process.
    public static void install(Server server) {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            Thread.ofPlatform().daemon().name("anemone hard stop").start(StopOnSignal::haltLater);
            try {
                server.stop();
            } catch (InterruptedException _) {
                Runtime.getRuntime().halt(1);
            }
            System.out.flush();
            Runtime.getRuntime().halt(0); // The JVM itself would end with 143, as if nobody had listened.
        }, "anemone stop"));
    }

    private static void haltLater() {
        try {
            Thread.sleep(HARD_STOP);
            System.err.println("anemone: stopping took longer than " + HARD_STOP.toSeconds() + " s, cut off.");
        } catch (InterruptedException _) {
            System.err.println("anemone: interrupted while stopping, cut off.");
        }
        Runtime.getRuntime().halt(1);
    }
}
