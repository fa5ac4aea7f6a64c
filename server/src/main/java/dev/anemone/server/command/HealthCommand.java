package dev.anemone.server.command;

import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `anemone health`: the exit code says whether a server lives, or is ready.
@Command(name = "health", description = "Ask a server whether it lives; exit code 0 if so, else 1.", footer = {"",
        "Examples:", "  anemone health", "  anemone health --ready --url http://127.0.0.1:7001"})
final class HealthCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private HelpOption help = new HelpOption();

    @Mixin private ClientOptions client = new ClientOptions();

    @Option(names = "--ready", description = "Ask whether it is ready for traffic; prints the reasons if not.") private boolean ready;

    @Override
    public Integer call() {
        var rest = new RestClient(client.httpClient(), client.url(), InstantSource.system());
        HttpResponse<String> response = rest.get(ready ? "/ready" : "/live");
        PrintWriter out = spec.commandLine().getOut();
        out.println(response.body().strip());
        out.flush();
        return response.statusCode() == 200 ? 0 : 1;
    }
}
