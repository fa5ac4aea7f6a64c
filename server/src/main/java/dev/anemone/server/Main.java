package dev.anemone.server;

import dev.anemone.server.command.AnemoneCommand;

/// Where the process starts.
public final class Main {
    private Main() {}

    /// Runs the command line and exits with its code.
    public static void main(String[] arguments) {
        Logging.configure();
        System.exit(AnemoneCommand.run(arguments));
    }
}
