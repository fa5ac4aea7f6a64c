package dev.anemone.server.command;

import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/// `anemone webhooks list`: an app's deliveries of late, newest first.
final class ListWebhooksCommand implements Callable<Integer> {
    private static final List<String> FILTERS = List.of("state", "limit", "before");

    private final CommandSpec spec = Usage.command(this, "list",
            "List an app's webhook deliveries of late, newest first.",
            "webhooks list --state failed", "webhooks list --limit 100 --json");
    private final ClientOptions client;

    private ListWebhooksCommand(Map<String, String> environment) {
        spec.addOption(Usage.option("--state", "STATE", "Only these: waiting, delivered or failed. Default: all."))
                .addOption(Usage.option("--limit", "N", "So many at most, 1 to 100. Default: 20."))
                .addOption(Usage.option("--before", "DELIVERY", "Only those older than this one: the next page."))
                .addOption(Usage.flag("--json", "Print the server's answer as it is."));
        client = ClientOptions.addTo(spec, environment);
    }

    static CommandSpec spec(Map<String, String> environment) {
        return new ListWebhooksCommand(environment).spec;
    }

    @Override
    public Integer call() {
        ParseResult options = spec.commandLine().getParseResult();
        var parameters = new LinkedHashMap<String, String>();
        for (String filter : FILTERS) {
            if (options.matchedOptionValue("--" + filter, null) instanceof String value) {
                parameters.put(filter, value);
            }
        }
        InstantSource clock = InstantSource.system();
        var rest = new RestClient(ClientOptions.httpClient(), client.url(), clock);
        HttpResponse<String> response = rest.get(client.appId(), client.credential(), "/webhooks/deliveries",
                parameters);
        if (response.statusCode() != 200) {
            throw new CommandFailure("The server answered " + response.statusCode() + ": "
                    + Printable.of(response.body().strip()));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println(options.hasMatchedOption("--json")
                ? response.body()
                : DeliveryTable.of(response.body(), clock.instant()));
        out.flush();
        return 0;
    }
}
