package dev.anemone.server.command;

import dev.anemone.server.config.ConfigLoader;
import dev.anemone.server.config.ServerConfig;
import dev.anemone.server.http.HttpEngine;
import dev.anemone.server.node.Server;
import dev.anemone.server.node.StartupScreen;
import dev.anemone.server.node.StopOnSignal;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.concurrent.Callable;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `anemone serve`: runs a server until the process is told to stop.
///
/// Values stay text here: they are judged where those of the file and the variables are.
@Command(name = "serve", description = "Run a server. Without options: everything in one process, for development.", footer = {
        "", "Every setting also has a variable (ANEMONE_PORT) and a place in the file; flags win.", "", "Examples:",
        "  anemone serve", "  anemone serve --config anemone.yml --port 7001",
        "  anemone serve --roles gateway --redis redis://127.0.0.1:6379 --host 0.0.0.0"})
final class ServeCommand implements Callable<Integer> {
    private final Supplier<HttpEngine> engine;

    @Spec private CommandSpec spec;

    @Mixin private HelpOption help = new HelpOption();

    @Option(names = "--host", paramLabel = "ADDRESS", description = "Address to listen on. Default: 127.0.0.1") private @Nullable String host;

    @Option(names = "--port", paramLabel = "PORT", description = "Port of the service; 0 takes any free one. Default: 6001") private @Nullable String port;

    @Option(names = "--admin-port", paramLabel = "PORT", description = "Port of /metrics; 0 takes any free one. Default: 9601") private @Nullable String adminPort;

    @Option(names = "--roles", paramLabel = "ROLES", description = "What this node does. Default: api,gateway,auth") private @Nullable String roles;

    @Option(names = "--redis", paramLabel = "URL", description = "The Redis that nodes share. Default: none, one node alone.") private @Nullable String redis;

    @Option(names = "--config", paramLabel = "FILE", description = "A YAML file of settings.") private @Nullable Path config;

    ServeCommand(Supplier<HttpEngine> engine) {
        this.engine = engine;
    }

    @Override
    public Integer call() throws InterruptedException {
        var flags = new LinkedHashMap<String, String>();
        put(flags, "host", host);
        put(flags, "port", port);
        put(flags, "admin-port", adminPort);
        put(flags, "roles", roles);
        put(flags, "redis", redis);
        ServerConfig settings = ConfigLoader.load(flags, config, System.getenv());
        Server server = Server.start(settings, engine.get());
        StopOnSignal.install(server);
        PrintWriter out = spec.commandLine().getOut();
        out.print(StartupScreen.of(server));
        out.flush();
        server.awaitStop();
        return 0;
    }

    private static void put(LinkedHashMap<String, String> flags, String key, @Nullable String value) {
        if (value != null) {
            flags.put(key, value);
        }
    }
}
