package dev.anemone.server.command;

import dev.anemone.server.node.Version;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/// `anemone version`.
@Command(name = "version", description = "Print the version.", footer = {"", "Example:", "  anemone version"})
final class VersionCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private HelpOption help = new HelpOption();

    @Override
    public Integer call() {
        PrintWriter out = spec.commandLine().getOut();
        out.println("Anemone " + Version.TEXT + " (Java " + Runtime.version() + ", " + System.getProperty("java.home")
                + ")");
        out.flush();
        return 0;
    }
}
