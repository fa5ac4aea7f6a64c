package dev.anemone.server.command;

import dev.anemone.server.node.Version;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/// `anemone version`: of Anemone, and of the Java that runs it.
final class VersionCommand implements Callable<Integer> {
    private final CommandSpec spec = Usage.command(this, "version", "Print the version, and that of Java.", "version");

    private VersionCommand() {}

    static CommandSpec spec() {
        return new VersionCommand().spec;
    }

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Anemone " + Version.TEXT + " (Java " + Runtime.version() + ", " + System.getProperty("java.home")
                + ")");
        out.flush();
        return 0;
    }
}
