package dev.anemone.server.command;

import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;

/// `anemone health`: the exit code says whether a server lives, or is ready.
final class HealthCommand implements Callable<Integer> {
    private final CommandSpec spec = Usage.command(this, "health",
            "Ask a server whether it lives: exit code 0 if it does, else 1.",
            "health", "health --ready --url http://127.0.0.1:7001");
    private final ClientOptions client;

    private HealthCommand(Map<String, String> environment) {
        spec.addOption(Usage.flag("--ready", "Ask whether it is ready for traffic; says why if it is not."));
        client = ClientOptions.addTo(spec, environment);
    }

    static CommandSpec spec(Map<String, String> environment) {
        return new HealthCommand(environment).spec;
    }

    @Override
    public Integer call() {
        boolean ready = spec.commandLine().getParseResult().hasMatchedOption("--ready");
        var rest = new RestClient(ClientOptions.httpClient(), client.url(), InstantSource.system());
        HttpResponse<String> response = rest.get(ready ? "/ready" : "/live");
        PrintWriter out = spec.commandLine().getOut();
        out.println(response.body().strip());
        out.flush();
        return response.statusCode() == 200 ? 0 : 1;
    }
}
