package dev.anemone.server.command;

import dev.anemone.server.config.ConfigException;
import dev.anemone.server.config.Suggestion;
import dev.anemone.server.http.HttpEngine;
import dev.anemone.server.http.PortException;
import dev.anemone.server.node.Version;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/// `anemone`: the commands, and what their failures look like: one sentence on standard error, no stack trace.
public final class AnemoneCommand implements Callable<Integer> {
    private static final String SERVE = "serve";

    private final CommandSpec spec = Usage.command(this, "anemone",
            "A self-hosted, Pusher-compatible channels service.",
            SERVE, "trigger my-channel my-event '{\"hello\":\"world\"}'", "serve --help");

    private AnemoneCommand() {
        spec.addOption(OptionSpec.builder("-V", "--version")
                .versionHelp(true)
                .description("Print the version.")
                .build()).version("Anemone " + Version.TEXT);
    }

    /// Runs what the arguments ask for; returns the exit code.
    public static int run(Map<String, String> environment, String... arguments) {
        return commandLine(environment, arguments.length == 0 ? "" : arguments[0]).execute(arguments);
    }

    /// The command line.
    ///
    /// @param first the first argument. If it is a command, only that one is described; a server's engine begins to start
    static CommandLine commandLine(Map<String, String> environment, String first) {
        Map<String, Supplier<CommandSpec>> commands = new LinkedHashMap<>();
        commands.put(SERVE, () -> ServeCommand.spec(
                first.equals(SERVE) ? HttpEngine.starting() : HttpEngine::start, environment));
        commands.put("trigger", () -> TriggerCommand.spec(environment));
        commands.put("subscribe", () -> SubscribeCommand.spec(environment));
        commands.put("token", () -> TokenCommand.spec(environment));
        commands.put("explain", () -> ExplainCommand.spec(environment));
        commands.put("revoke", () -> RevokeCommand.spec(environment));
        commands.put("webhooks", () -> WebhooksCommand.spec(environment));
        commands.put("apps", () -> AppsCommand.spec(environment));
        commands.put("health", () -> HealthCommand.spec(environment));
        commands.put("bench", () -> BenchCommand.spec(environment));
        commands.put("version", VersionCommand::spec);
        if (commands.containsKey(first)) {
            commands.keySet().retainAll(Set.of(first));
        }
        CommandSpec root = new AnemoneCommand().spec;
        commands.forEach((name, command) -> root.addSubcommand(name, command.get()));
        return new CommandLine(root).setParameterExceptionHandler(AnemoneCommand::askedWrongly)
                .setExecutionExceptionHandler((failure, command, _) -> failed(failure, command));
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "A command is missing");
    }

    private static int askedWrongly(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        String hint = meant(failure).map(near -> "did you mean " + near + "?")
                .orElseGet(() -> "see " + command.getCommandSpec().qualifiedName() + " --help");
        say(command, failure.getMessage() + ": " + hint);
        return CommandLine.ExitCode.USAGE;
    }

    private static Optional<String> meant(ParameterException failure) {
        if (!(failure instanceof UnmatchedArgumentException unmatched)) {
            return Optional.empty();
        }
        CommandSpec asked = failure.getCommandLine().getCommandSpec();
        var known = new ArrayList<>(asked.subcommands().keySet());
        known.addAll(asked.optionsMap().keySet());
        return Suggestion.nearest(unmatched.getUnmatched().getFirst(), known);
    }

    private static int failed(Exception failure, CommandLine command) throws Exception {
        return switch (failure) {
            case ConfigException refused -> {
                say(command, refused.getMessage());
                yield CommandLine.ExitCode.USAGE;
            }
            case PortException refused -> {
                say(command, refused.getMessage());
                yield CommandLine.ExitCode.USAGE;
            }
            case CommandFailure failed -> {
                say(command, failed.getMessage());
                yield CommandLine.ExitCode.SOFTWARE;
            }
            default -> throw failure;
        };
    }

    private static void say(CommandLine command, @Nullable String sentence) {
        PrintWriter err = command.getErr();
        err.println("anemone: " + sentence);
        err.flush();
    }
}
