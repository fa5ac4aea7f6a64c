package dev.anemone.server.command;

import dev.anemone.model.ChannelName;
import dev.anemone.model.EventName;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.time.InstantSource;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `anemone trigger`: one event, through the signed REST API.
@Command(name = "trigger", description = "Trigger one event, as a backend would.", footer = {"", "Examples:",
        "  anemone trigger my-channel my-event '{\"hello\":\"world\"}'",
        "  anemone trigger --url https://ws.example.org --app-id 1 --key k my-channel my-event hello"})
final class TriggerCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private HelpOption help = new HelpOption();

    @Mixin private ClientOptions client = new ClientOptions();

    @Parameters(index = "0", paramLabel = "CHANNEL", description = "The channel, e.g. my-channel.") private String channel = "";

    @Parameters(index = "1", paramLabel = "EVENT", description = "The event's name, e.g. my-event.") private String event = "";

    @Parameters(index = "2", paramLabel = "DATA", description = "What subscribers get, as it is; JSON by custom.") private String data = "";

    @Override
    public Integer call() {
        ChannelName channelName;
        EventName eventName;
        try {
            channelName = new ChannelName(channel);
            eventName = new EventName(event);
        } catch (IllegalArgumentException malformed) {
            throw new ParameterException(spec.commandLine(), malformed.getMessage());
        }
        var rest = new RestClient(client.httpClient(), client.url(), InstantSource.system());
        HttpResponse<String> response = rest.trigger(client.appId(), client.credential(), channelName, eventName, data);
        PrintWriter out = spec.commandLine().getOut();
        if (response.statusCode() != 200) {
            throw new CommandFailure("The server answered " + response.statusCode() + ": " + response.body().strip());
        }
        out.println("Triggered " + eventName + " on " + channelName + ".");
        out.flush();
        return 0;
    }
}
