package dev.anemone.server.command;

import dev.anemone.model.AppId;
import dev.anemone.server.config.ConfigException;
import dev.anemone.server.config.ConfigLoader;
import dev.anemone.server.node.StoreDoor;
import dev.anemone.store.AppRegistry;
import dev.anemone.store.Store;
import dev.anemone.store.StoreException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletionException;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;

/// One of the commands below `anemone apps`: what it asks, the Redis it goes to, and what it does there.
final class AppsAction implements Callable<Integer> {
    /// What was asked on the command line.
    record Asked(CommandSpec spec, boolean ofApp) {
        /// The app that was named.
        AppId id() {
            String id = spec.commandLine().getParseResult().matchedPositionalValue(0, "");
            try {
                return new AppId(id);
            } catch (IllegalArgumentException _) {
                throw new ParameterException(spec.commandLine(),
                        "APP: expected 1 to 64 characters of A-Z a-z 0-9 _ -, got " + id);
            }
        }

        /// The argument behind the app, if one was named.
        String argument() {
            return spec.commandLine().getParseResult().matchedPositionalValue(ofApp ? 1 : 0, "");
        }

        boolean has(String flag) {
            return spec.commandLine().getParseResult().hasMatchedOption(flag);
        }
    }

    private final CommandSpec spec;
    private final Map<String, String> environment;
    private boolean ofApp;
    private @Nullable BiFunction<AppRegistry, Asked, String> action;

    private AppsAction(String name, String description, Map<String, String> environment, String... examples) {
        this.spec = Usage.command(this, name, description, examples);
        this.environment = environment;
        spec.addOption(Usage.option("--redis", "URL",
                "The Redis that the nodes share. Default: ANEMONE_REDIS, or that of the file."))
                .addOption(Usage.option("--config", "FILE",
                        "The nodes' file of settings. Default: ANEMONE_CONFIG, or none."));
    }

    static AppsAction of(String name, String description, Map<String, String> environment, String... examples) {
        return new AppsAction(name, description, environment, examples);
    }

    /// Is about the app that the first argument names.
    AppsAction withId() {
        ofApp = true;
        return withArgument("APP", "The app's id.");
    }

    AppsAction withArgument(String label, String description) {
        spec.addPositional(Usage.argument(spec.positionalParameters().size(), label, description));
        return this;
    }

    AppsAction with(OptionSpec option) {
        spec.addOption(option);
        return this;
    }

    /// @param what returns what is printed
    CommandSpec does(BiFunction<AppRegistry, Asked, String> what) {
        action = what;
        return spec;
    }

    @Override
    public Integer call() {
        var asked = new Asked(spec, ofApp);
        if (ofApp) {
            asked.id(); // What is asked wrongly is said before anybody connects.
        }
        String said;
        try (Store store = open()) {
            said = Objects.requireNonNull(action).apply(store.apps(), asked);
        } catch (CompletionException failed) {
            throw reason(failed);
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(said);
        out.flush();
        return 0;
    }

    private Store open() {
        var options = spec.commandLine().getParseResult();
        String redis = options.matchedOptionValue("--redis", "");
        String file = options.matchedOptionValue("--config", "");
        return StoreDoor.shared(ConfigLoader.load(redis.isEmpty() ? Map.of() : Map.of("redis", redis),
                file.isEmpty() ? null : Path.of(file), environment).config());
    }

    private static RuntimeException reason(CompletionException failed) {
        return switch (failed.getCause()) {
            case StoreException refused -> new CommandFailure(String.valueOf(refused.getMessage()));
            case CommandFailure refused -> refused;
            case ConfigException refused -> refused;
            case null, default -> failed;
        };
    }
}
