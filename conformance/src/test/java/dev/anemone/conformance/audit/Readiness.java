package dev.anemone.conformance.audit;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/// Asks each node all the time whether it is ready.
final class Readiness implements AutoCloseable {
    private static final long EVERY_MILLIS = 100;

    private final Map<Node, Long> lastRed = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Service service;

    Readiness(Service service) {
        this.service = service;
        service.nodes().forEach(node -> Thread.ofVirtual().name("readiness").start(() -> watch(node)));
    }

    private void watch(Node node) {
        try {
            while (!closed.await(EVERY_MILLIS, TimeUnit.MILLISECONDS)) {
                if (!node.ready()) {
                    lastRed.put(node, System.nanoTime());
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /// How long after `began` the last living node was ready again; zero if none was ever not.
    Duration greenAfter(long began) {
        return service.living().stream().filter(lastRed::containsKey)
                .map(node -> Duration.ofNanos(Math.max(0, lastRed.getOrDefault(node, began) - began)))
                .max(Duration::compareTo).orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
