package dev.anemone.server.command;

import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// `anemone webhooks replay`: has one delivery sent once more.
final class ReplayWebhookCommand implements Callable<Integer> {
    private final CommandSpec spec = Usage.command(this, "replay",
            "Send a delivery once more, with the body it had, and with the retries of a new one.",
            "webhooks replay 018c7c2f5a10-00000000-5f1d0c9a7b3e");
    private final ClientOptions client;

    private ReplayWebhookCommand(Map<String, String> environment) {
        spec.addPositional(Usage.argument(0, "DELIVERY", "Its id, as `webhooks list` shows it."));
        client = ClientOptions.addTo(spec, environment);
    }

    static CommandSpec spec(Map<String, String> environment) {
        return new ReplayWebhookCommand(environment).spec;
    }

    @Override
    public Integer call() {
        String id = spec.commandLine().getParseResult().matchedPositionalValue(0, "");
        if (!id.matches("[A-Za-z0-9_-]{1,200}")) {
            throw new ParameterException(spec.commandLine(),
                    "DELIVERY: expected an id that webhooks list shows, got " + id);
        }
        var rest = new RestClient(ClientOptions.httpClient(), client.url(), InstantSource.system());
        HttpResponse<String> response = rest.post(client.appId(), client.credential(),
                "/webhooks/deliveries/" + id + "/replay", "{}");
        if (response.statusCode() != 200) {
            throw new CommandFailure("The server answered " + response.statusCode() + ": "
                    + Printable.of(response.body().strip()));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("Delivery " + id + " waits to be sent again.");
        out.flush();
        return 0;
    }
}
