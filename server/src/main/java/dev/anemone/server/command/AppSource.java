package dev.anemone.server.command;

import dev.anemone.model.App;
import dev.anemone.model.AppId;
import dev.anemone.server.config.ConfigLoader;
import dev.anemone.server.config.ServerConfig;
import dev.anemone.server.node.StoreDoor;
import dev.anemone.store.Store;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// The app that a command is about: as the Redis has it that the nodes share, if one is named, else as it is configured.
///
/// @param shared whether the store is that of the nodes
record AppSource(ServerConfig config, Store store, boolean shared, App app) implements AutoCloseable {
    /// Adds the options that say where to look, and for which app.
    static void addTo(CommandSpec spec) {
        spec.addOption(Usage.app("The app. Default: the only one there is."))
                .addOption(Usage.option("--config", "FILE",
                        "The file that configures it. Default: ANEMONE_CONFIG, or none. ANEMONE_APP_… do as well."))
                .addOption(Usage.option("--redis", "URL",
                        "Take the app as it is in the Redis that the nodes share, whatever is configured."));
    }

    /// Looks the app up.
    static AppSource open(CommandSpec spec, Map<String, String> environment) {
        ParseResult options = spec.commandLine().getParseResult();
        String redis = options.matchedOptionValue("--redis", "");
        String file = options.matchedOptionValue("--config", "");
        boolean shared = !redis.isEmpty();
        ServerConfig config = ConfigLoader.load(shared ? Map.of("redis", redis) : Map.of(),
                file.isEmpty() ? null : Path.of(file), environment).config();
        Store store = shared ? StoreDoor.shared(config) : StoreDoor.alone(config);
        try {
            List<App> apps = store.apps().all().toCompletableFuture().join();
            return new AppSource(config, store, shared, asked(spec, apps));
        } catch (RuntimeException failure) {
            store.close();
            throw failure;
        }
    }

    private static App asked(CommandSpec spec, List<App> apps) {
        if (apps.isEmpty()) {
            throw new CommandFailure(
                    "There is no app here: name the file that configures it with --config, or the Redis"
                            + " that the nodes share with --redis.");
        }
        String id = spec.commandLine().getParseResult().matchedOptionValue("--app-id", "");
        if (id.isEmpty() && apps.size() > 1) {
            throw new ParameterException(spec.commandLine(), "--app: expected one of " + apps.stream()
                    .map(App::id).map(AppId::value).collect(Collectors.joining(", ")) + ", got nothing");
        }
        return apps.stream().filter(app -> id.isEmpty() || app.id().value().equals(id)).findFirst()
                .orElseThrow(() -> new CommandFailure("There is no app " + Printable.of(id) + "."));
    }

    @Override
    public void close() {
        store.close();
    }
}
