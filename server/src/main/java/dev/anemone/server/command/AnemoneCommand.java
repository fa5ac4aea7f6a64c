package dev.anemone.server.command;

import dev.anemone.server.config.ConfigException;
import dev.anemone.server.http.HttpEngine;
import dev.anemone.server.http.PortException;
import dev.anemone.server.node.Version;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/// `anemone`: the commands, and what their failures look like: one sentence on standard error, no stack trace.
@Command(name = "anemone", description = "A self-hosted, Pusher-compatible channels service.", versionProvider = AnemoneCommand.class, footer = {
        "", "Examples:", "  anemone serve", "  anemone trigger my-channel my-event '{\"hello\":\"world\"}'",
        "  anemone serve --help"})
public final class AnemoneCommand implements Runnable, IVersionProvider {
    private static final String SERVE = "serve";

    @Spec private CommandSpec spec;

    @Mixin private HelpOption help = new HelpOption();

    @Option(names = {"-V",
            "--version"}, versionHelp = true, description = "Print the version.") private boolean version;

    /// Runs what the arguments ask for; returns the exit code.
    public static int run(String... arguments) {
        return commandLine(arguments.length == 0 ? "" : arguments[0]).execute(arguments);
    }

    /// The command line, with the one command that was asked for: describing a command to picocli takes time. All of them
    /// if `first` is none.
    static CommandLine commandLine(String first) {
        Map<String, Supplier<?>> commands = new LinkedHashMap<>();
        commands.put(SERVE, () -> new ServeCommand(first.equals(SERVE) ? HttpEngine.starting() : HttpEngine::start));
        commands.put("trigger", TriggerCommand::new);
        commands.put("subscribe", SubscribeCommand::new);
        commands.put("health", HealthCommand::new);
        commands.put("version", VersionCommand::new);
        var line = new CommandLine(new AnemoneCommand());
        if (commands.containsKey(first)) {
            commands.keySet().retainAll(Set.of(first));
        }
        commands.forEach((name, command) -> line.addSubcommand(name, command.get()));
        return line.setParameterExceptionHandler(AnemoneCommand::askedWrongly)
                .setExecutionExceptionHandler((failure, command, _) -> failed(failure, command));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing");
    }

    @Override
    public String[] getVersion() {
        return new String[]{"Anemone " + Version.TEXT};
    }

    private static int askedWrongly(ParameterException failure, String[] arguments) {
        CommandLine command = failure.getCommandLine();
        String hint = failure instanceof UnmatchedArgumentException unmatched && !unmatched.getSuggestions().isEmpty()
                ? "did you mean " + String.join(" or ", unmatched.getSuggestions()) + "?"
                : "see " + command.getCommandSpec().qualifiedName() + " --help";
        say(command, failure.getMessage() + ": " + hint);
        return CommandLine.ExitCode.USAGE;
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

    private static void say(CommandLine command, String sentence) {
        PrintWriter err = command.getErr();
        err.println("anemone: " + sentence);
        err.flush();
    }
}
