package dev.anemone.server.command;

import dev.anemone.server.config.ConfigException;
import dev.anemone.server.http.HttpEngine;
import dev.anemone.server.http.PortException;
import dev.anemone.server.node.Version;
import java.io.PrintWriter;
import java.util.concurrent.CompletableFuture;
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

    @Spec
    private CommandSpec spec;

    @Mixin
    private HelpOption help = new HelpOption();

    @Option(names = {"-V", "--version"}, versionHelp = true, description = "Print the version.")
    private boolean version;

    /// Runs what the arguments ask for; returns the exit code.
    public static int run(String... arguments) {
        return commandLine(arguments.length > 0 && arguments[0].equals(SERVE)).execute(arguments);
    }

    /// @param warmUp whether to start the HTTP engine already now. Its classes and threads take longest of all that a
    ///     server needs; they come up beside the reading of the command line and the configuration
    static CommandLine commandLine(boolean warmUp) {
        CompletableFuture<HttpEngine> engine = new CompletableFuture<>();
        if (warmUp) {
            Thread.ofPlatform().daemon().name("anemone warm-up").start(() -> engine.complete(HttpEngine.start()));
        }
        return new CommandLine(new AnemoneCommand())
                .addSubcommand(SERVE, new ServeCommand(warmUp ? engine::join : HttpEngine::start))
                .addSubcommand(new TriggerCommand())
                .addSubcommand(new SubscribeCommand())
                .addSubcommand(new HealthCommand())
                .addSubcommand(new VersionCommand())
                .setParameterExceptionHandler(AnemoneCommand::askedWrongly)
                .setExecutionExceptionHandler((failure, command, _) -> failed(failure, command));
    }

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "A command is missing");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"Anemone " + Version.TEXT};
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
