package dev.anemone.gateway.transport;

import java.util.logging.Level;
import java.util.logging.Logger;

/// Keeps the failures that a test causes on purpose out of its output.
public final class Silence {
    private Silence() {}

    /// Runs `task`, and what `source` logs meanwhile goes nowhere.
    public static void of(Class<?> source, Runnable task) {
        Logger logger = Logger.getLogger(source.getName());
        logger.setLevel(Level.OFF);
        try {
            task.run();
        } finally {
            logger.setLevel(null);
        }
    }
}
