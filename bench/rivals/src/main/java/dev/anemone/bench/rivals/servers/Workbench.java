package dev.anemone.bench.rivals.servers;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What servers are started with.
///
/// @param root the project's folder
/// @param jvmOptions of every server on the JVM: those of the launcher
/// @param serverCpu the one core that servers may use; null if they may use any
/// @param work for logs, configurations and certificates
public record Workbench(Path root, List<String> jvmOptions, @Nullable Integer serverCpu, Path work) {
    public Workbench {
        jvmOptions = List.copyOf(jvmOptions);
    }

    /// The Java that runs us, with the options of every server and some more.
    List<String> java(List<String> moreOptions) {
        var command = new ArrayList<String>();
        command.add(javaTool("java"));
        command.addAll(jvmOptions);
        command.addAll(moreOptions);
        return command;
    }

    /// A program of the JDK that runs us.
    static String javaTool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    /// A command that keeps to the servers' core; the process has the same id.
    List<String> pinned(List<String> command) {
        if (serverCpu == null) {
            return command;
        }
        var pinned = new ArrayList<>(List.of("taskset", "-c", serverCpu.toString()));
        pinned.addAll(command);
        return pinned;
    }
}
