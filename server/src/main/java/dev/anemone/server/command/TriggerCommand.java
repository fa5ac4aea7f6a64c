package dev.anemone.server.command;

import dev.anemone.model.ChannelName;
import dev.anemone.model.EventName;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// `anemone trigger`: one event, through the signed REST API.
final class TriggerCommand implements Callable<Integer> {
    private final CommandSpec spec = Usage.command(this, "trigger", "Trigger one event, as a backend would.",
            "trigger my-channel my-event '{\"hello\":\"world\"}'",
            "trigger --url https://ws.example.org --app-id 1 --key k my-channel my-event hello");
    private final ClientOptions client;

    private TriggerCommand(Map<String, String> environment) {
        spec.addPositional(Usage.argument(0, "CHANNEL", "The channel, e.g. my-channel."))
                .addPositional(Usage.argument(1, "EVENT", "The event's name, e.g. my-event."))
                .addPositional(Usage.argument(2, "DATA", "What subscribers get, as it is; JSON by custom."));
        client = ClientOptions.addTo(spec, environment);
    }

    static CommandSpec spec(Map<String, String> environment) {
        return new TriggerCommand(environment).spec;
    }

    @Override
    public Integer call() {
        ParseResult arguments = spec.commandLine().getParseResult();
        ChannelName channel;
        EventName event;
        try {
            channel = new ChannelName(arguments.matchedPositionalValue(0, ""));
            event = new EventName(arguments.matchedPositionalValue(1, ""));
        } catch (IllegalArgumentException malformed) {
            throw new ParameterException(spec.commandLine(), malformed.getMessage());
        }
        var rest = new RestClient(ClientOptions.httpClient(), client.url(), InstantSource.system());
        HttpResponse<String> response = rest.trigger(client.appId(), client.credential(), channel, event,
                arguments.matchedPositionalValue(2, ""));
        if (response.statusCode() != 200) {
            throw new CommandFailure("The server answered " + response.statusCode() + ": " + response.body().strip());
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("Triggered " + event + " on " + channel + ".");
        out.flush();
        return 0;
    }
}
