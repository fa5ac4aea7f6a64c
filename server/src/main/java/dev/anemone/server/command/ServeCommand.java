package dev.anemone.server.command;

import dev.anemone.server.config.ConfigLoader;
import dev.anemone.server.http.HttpEngine;
import dev.anemone.server.node.Server;
import dev.anemone.server.node.StartupScreen;
import dev.anemone.server.node.StopOnSignal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/// `anemone serve`: runs a server until the process is told to stop.
final class ServeCommand implements Callable<Integer> {
    private static final String CONFIG = "--config";

    private final CommandSpec spec = Usage.command(this, "serve",
            "Run a server. Without options: everything in one process, for development. Every setting has a variable"
                    + " (ANEMONE_PORT) and a place in the file too; options win, then variables.",
            "serve", "serve --config anemone.yml --port 7001",
            "serve --roles gateway --redis redis://127.0.0.1:6379 --host 0.0.0.0");
    private final Supplier<HttpEngine> engine;
    private final Map<String, String> environment;

    private ServeCommand(Supplier<HttpEngine> engine, Map<String, String> environment) {
        this.engine = engine;
        this.environment = environment;
        // All but the file are settings by their keys; their values are judged where those of the file are.
        spec.addOption(Usage.option("--host", "ADDRESS", "Address to listen on. Default: 127.0.0.1"))
                .addOption(Usage.option("--port", "PORT", "Port of the service; 0 takes any free one. Default: 6001"))
                .addOption(
                        Usage.option("--admin-port", "PORT", "Port of /metrics; 0 takes any free one. Default: 9601"))
                .addOption(Usage.option("--roles", "ROLES", "What this node does. Default: api,gateway,auth"))
                .addOption(Usage.option("--redis", "URL", "The Redis that nodes share. Default: none, one node alone."))
                .addOption(Usage.option(CONFIG, "FILE", "A YAML file of settings. Default: ANEMONE_CONFIG, or none."));
    }

    static CommandSpec spec(Supplier<HttpEngine> engine, Map<String, String> environment) {
        return new ServeCommand(engine, environment).spec;
    }

    @Override
    public Integer call() throws InterruptedException {
        var flags = new LinkedHashMap<String, String>();
        for (OptionSpec option : spec.commandLine().getParseResult().matchedOptions()) {
            flags.put(option.longestName().substring("--".length()), option.getValue());
        }
        String file = flags.remove(CONFIG.substring("--".length()));
        ConfigLoader.Loaded loaded = ConfigLoader.load(flags, file == null ? null : Path.of(file), environment);
        Server server = Server.start(loaded.config(), engine.get());
        StopOnSignal.install(server);
        PrintWriter out = spec.commandLine().getOut();
        out.print(StartupScreen.of(server));
        out.flush();
        PrintWriter err = spec.commandLine().getErr();
        loaded.notices().forEach(notice -> err.println("anemone: " + notice));
        err.print(StartupScreen.warning(server));
        err.flush();
        server.awaitStop();
        return 0;
    }
}
