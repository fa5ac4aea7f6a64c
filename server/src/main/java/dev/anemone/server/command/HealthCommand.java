package dev.anemone.server.command;

import dev.anemone.server.config.ConfigLoader;
import dev.anemone.server.config.ServerConfig;
import dev.anemone.server.tls.PinnedTrust;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/// `anemone health`: the exit code says whether a server lives, or is ready.
///
/// Unless a server is named, it is the one on this machine that the same variables and file configure, at its port, with its
/// path prefix, and by TLS if it speaks that; so a container's health check needs no settings.
final class HealthCommand implements Callable<Integer> {
    private static final String CONFIG = "--config";

    private final CommandSpec spec = Usage.command(this, "health",
            "Ask a server whether it lives: exit code 0 if it does, else 1.",
            "health", "health --ready --url http://127.0.0.1:7001", "health --config anemone.yml");
    private final ClientOptions client;

    private HealthCommand(Map<String, String> environment) {
        spec.addOption(Usage.flag("--ready", "Ask whether it is ready for traffic; says why if it is not."))
                .addOption(Usage.option(CONFIG, "FILE",
                        "What the server on this machine was started with. Default: ANEMONE_CONFIG, or none."));
        client = ClientOptions.addTo(spec, environment, "the server on this machine, as it is configured.");
    }

    static CommandSpec spec(Map<String, String> environment) {
        return new HealthCommand(environment).spec;
    }

    @Override
    public Integer call() {
        boolean ready = spec.commandLine().getParseResult().hasMatchedOption("--ready");
        RestClient rest = client.namesServer() ? named() : configured();
        HttpResponse<String> response = rest.get(ready ? "/ready" : "/live");
        PrintWriter out = spec.commandLine().getOut();
        out.println(response.body().strip());
        out.flush();
        return response.statusCode() == 200 ? 0 : 1;
    }

    private RestClient named() {
        return new RestClient(ClientOptions.httpClient(), client.url(), InstantSource.system());
    }

    private RestClient configured() {
        String file = spec.commandLine().getParseResult().matchedOptionValue(CONFIG, "");
        ServerConfig config = ConfigLoader
                .load(Map.of(), file.isEmpty() ? null : Path.of(file), client.environment())
                .config();
        if (config.port() == 0) {
            throw new CommandFailure("The configured port is any free one: name the server with --url.");
        }
        boolean secure = config.tls().enabled();
        HttpClient http = secure
                ? ClientOptions.httpClientBuilder().sslContext(PinnedTrust.in(config.tls())).build()
                : ClientOptions.httpClient();
        URI base = URI.create((secure ? "https://" : "http://") + localHost(config.host()) + ":" + config.port()
                + config.pathPrefix());
        return new RestClient(http, base, InstantSource.system());
    }

    /// The host by which this machine reaches what listens on `host`: a wildcard address is none to connect to.
    private static String localHost(String host) {
        InetAddress address = new InetSocketAddress(host, 0).getAddress();
        if (address != null && address.isAnyLocalAddress()) {
            return "127.0.0.1";
        }
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
