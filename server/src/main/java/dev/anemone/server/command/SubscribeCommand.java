package dev.anemone.server.command;

import dev.anemone.model.ChannelName;
import java.net.http.HttpClient;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// `anemone subscribe`: prints a channel's events as they arrive.
final class SubscribeCommand implements Callable<Integer> {
    private final CommandSpec spec = Usage.command(this, "subscribe",
            "Print a channel's events as they arrive: name, tab, data.",
            "subscribe my-channel", "subscribe private-orders --count 1", "subscribe presence-room --user-id alice");
    private final ClientOptions client;

    private SubscribeCommand(Map<String, String> environment) {
        spec.addPositional(Usage.argument(0, "CHANNEL", "The channel; private and presence ones are signed here."))
                .addOption(Usage.option("--count", "N", "Stop after N events. Default: go on."))
                .addOption(Usage.option("--user-id", "ID", "Whom to be on a presence channel. Default: anemone-cli"));
        client = ClientOptions.addTo(spec, environment);
    }

    static CommandSpec spec(Map<String, String> environment) {
        return new SubscribeCommand(environment).spec;
    }

    @Override
    public Integer call() throws InterruptedException {
        ParseResult arguments = spec.commandLine().getParseResult();
        ChannelName channel;
        try {
            channel = new ChannelName(arguments.matchedPositionalValue(0, ""));
        } catch (IllegalArgumentException malformed) {
            throw new ParameterException(spec.commandLine(), malformed.getMessage());
        }
        try (HttpClient http = ClientOptions.httpClient()) {
            new ChannelFollower(http, client.url(), client.credential(), channel,
                    arguments.matchedOptionValue("--user-id", "anemone-cli"), spec.commandLine().getOut(),
                    spec.commandLine().getErr()).follow(count(arguments), RandomGenerator.getDefault());
        }
        return 0;
    }

    private long count(ParseResult arguments) {
        String written = arguments.matchedOptionValue("--count", Long.toString(Long.MAX_VALUE));
        if (!written.matches("[1-9][0-9]{0,18}")) {
            throw new ParameterException(spec.commandLine(), "--count: expected a number from 1 up, got " + written);
        }
        return Long.parseLong(written);
    }
}
