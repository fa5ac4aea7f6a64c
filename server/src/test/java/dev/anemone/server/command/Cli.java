package dev.anemone.server.command;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine;

/// Runs a command in this process, as a shell would in its own.
final class Cli {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final CompletableFuture<Integer> code = new CompletableFuture<>();

    private Cli(Map<String, String> environment, String... arguments) {
        CommandLine line = AnemoneCommand.commandLine(environment, arguments.length == 0 ? "" : arguments[0])
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true));
        Thread.ofPlatform().daemon().name("anemone command").start(() -> code.complete(line.execute(arguments)));
    }

    /// Runs it beside the test.
    static Cli start(String... arguments) {
        return new Cli(Map.of(), arguments);
    }

    /// Runs it to its end.
    static Cli run(String... arguments) {
        return run(Map.of(), arguments);
    }

    static Cli run(Map<String, String> environment, String... arguments) {
        var cli = new Cli(environment, arguments);
        cli.code();
        return cli;
    }

    /// The exit code, once there is one.
    int code() {
        return code.join();
    }

    /// What was printed so far.
    String out() {
        return out.toString();
    }

    /// What was said on standard error so far.
    String err() {
        return err.toString();
    }
}
