package dev.anemone.server;

import java.util.List;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import java.util.stream.Stream;

/// What the process logs: one line per record on standard error, `INFO` and up, and of the libraries underneath only
/// what we could not know ourselves. An operator's own `java.util.logging.config.file` or `.class` replaces all this.
///
/// The JDK loads this class, and makes an instance, when the first logger is asked for.
public final class Logging {
    /// Libraries that report each reconnect and version; we report what it means.
    private static final List<Logger> QUIET = Stream
            .of("io.netty", "io.lettuce", "io.undertow", "org.jboss", "org.xnio", "reactor")
            .map(Logger::getLogger)
            .toList();

    /// Called by the JDK.
    public Logging() {
        var handler = new ConsoleHandler();
        handler.setLevel(Level.ALL);
        handler.setFormatter(new OneLineFormatter());
        Logger root = LogManager.getLogManager().getLogger("");
        root.setLevel(Level.INFO);
        root.addHandler(handler);
        QUIET.forEach(logger -> logger.setLevel(Level.SEVERE));
    }
}
