package dev.anemone.server;

import dev.anemone.server.command.AnemoneCommand;

/// Where the process starts.
public final class Main {
    private Main() {}

    /// Runs the command line and exits with its code.
    public static void main(String[] arguments) {
        configureLibraries();
        System.exit(AnemoneCommand.run(System.getenv(), arguments));
    }

    /// Settings that libraries take from system properties. They cost nothing by themselves.
    private static void configureLibraries() {
        if (System.getProperty("java.util.logging.config.file") == null) {
            setDefault("java.util.logging.config.class", "dev.anemone.server.Logging");
        }
        // Spares the search for other logging libraries.
        setDefault("org.jboss.logging.provider", "jdk");
        // Registering a thread pool with JMX would start the JVM's management agent, which takes longer than all else.
        setDefault("jboss.threads.eqe.disable-mbean", "true");
    }

    private static void setDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }
}
