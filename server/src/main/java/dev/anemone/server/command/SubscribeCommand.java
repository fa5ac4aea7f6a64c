package dev.anemone.server.command;

import dev.anemone.model.ChannelName;
import java.net.http.HttpClient;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `anemone subscribe`: prints a channel's events as they arrive.
@Command(name = "subscribe", description = "Print a channel's events as they arrive: name, tab, data.", footer = {"",
        "Examples:", "  anemone subscribe my-channel", "  anemone subscribe private-orders --count 1",
        "  anemone subscribe presence-room --user-id alice"})
final class SubscribeCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private HelpOption help = new HelpOption();

    @Mixin private ClientOptions client = new ClientOptions();

    @Parameters(paramLabel = "CHANNEL", description = "The channel; private and presence ones are signed with the secret.") private String channel = "";

    @Option(names = "--count", paramLabel = "N", description = "Stop after N events. Default: go on.") private long count = Long.MAX_VALUE;

    @Option(names = "--user-id", paramLabel = "ID", defaultValue = "anemone-cli", description = "Whom to be on a presence channel. Default: ${DEFAULT-VALUE}") private String userId = "";

    @Override
    public Integer call() throws InterruptedException {
        ChannelName channelName;
        try {
            channelName = new ChannelName(channel);
        } catch (IllegalArgumentException malformed) {
            throw new ParameterException(spec.commandLine(), malformed.getMessage());
        }
        if (count < 1) {
            throw new ParameterException(spec.commandLine(), "--count: expected 1 or more, got " + count);
        }
        try (HttpClient http = client.httpClient()) {
            new ChannelFollower(http, client.url(), client.credential(), channelName, userId,
                    spec.commandLine().getOut(),
                    spec.commandLine().getErr()).follow(count, RandomGenerator.getDefault());
        }
        return 0;
    }
}
