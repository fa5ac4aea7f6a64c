package dev.anemone.bench.rivals;

import dev.anemone.bench.rivals.runs.Series.Condition;
import dev.anemone.bench.rivals.servers.Commands;
import dev.anemone.bench.rivals.servers.Proc;
import dev.anemone.bench.rivals.servers.Workbench;
import dev.anemone.bench.rivals.stock.StockServer;
import dev.anemone.bench.rivals.workloads.Pace;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Finds out what figures depend on: the machine, the versions, and how the runs are made.
final class Conditions {
    private Conditions() {}

    static List<Condition> of(Workbench bench, Pace pace) {
        var conditions = new ArrayList<Condition>();
        conditions.add(new Condition("Anemone", commit(bench.root())));
        conditions.add(new Condition("machine:", cores() + " × " + processor()));
        conditions.add(new Condition("Linux", Commands.output("uname", "-r").split("-", -1)[0]));
        conditions.add(new Condition("JDK", System.getProperty("java.vm.version")));
        conditions.add(new Condition("options",
                "`" + String.join(" ", bench.jvmOptions()).replace(bench.root() + "/", "") + "`"));
        conditions.add(new Condition("Undertow", StockServer.version()));
        conditions.add(new Condition("Node", Commands.output("node", "--version")));
        conditions.add(new Condition("ws", packaged(bench.root().resolve("bench/rivals/js/node_modules/ws"))));
        conditions.add(new Condition("soketi",
                packaged(bench.root().resolve("conformance/soketi/node_modules/@soketi/soketi"))));
        conditions.add(
                new Condition("at most", new Proc(ProcessHandle.current().pid()).maxDescriptors() + " descriptors"));
        conditions.add(
                new Condition("servers on", bench.serverCpu() == null ? "all cores" : "core " + bench.serverCpu()));
        conditions.add(new Condition("warm-up", pace.warmUp().toMillis() / 1e3 + " s"));
        conditions.add(new Condition("measured", pace.duration().toMillis() / 1e3 + " s"));
        if (pace.scale() != 100) {
            conditions.add(new Condition("scaled to", pace.scale() + " % of the connections"));
        }
        return conditions;
    }

    private static String commit(Path root) {
        String[] git = {"git", "-C", root.toString()};
        String commit = Commands.output(git[0], git[1], git[2], "rev-parse", "--short", "HEAD");
        boolean changed = !Commands
                .output(git[0], git[1], git[2], "status", "--porcelain", "--untracked-files=no", "--",
                        ":!docs")
                .isEmpty();
        return commit + (changed ? " with changes" : "");
    }

    private static long cores() {
        return lines(Path.of("/proc/cpuinfo")).stream().filter(line -> line.startsWith("processor")).count();
    }

    private static String processor() {
        return lines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 2))
                .findFirst()
                .orElse(System.getProperty("os.arch"));
    }

    /// The version of a package that npm has installed, `none` if it has not.
    private static String packaged(Path folder) {
        Path description = folder.resolve("package.json");
        return Files.exists(description)
                ? Commands.output("node", "-p", "require('" + description.toAbsolutePath() + "').version")
                : "none";
    }

    private static List<String> lines(Path path) {
        try {
            return Files.readAllLines(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
