package dev.anemone.server.command;

import dev.anemone.auth.ChannelOperation;
import dev.anemone.auth.access.Explanation;
import dev.anemone.auth.access.TokenAccess;
import dev.anemone.model.ChannelName;
import java.io.PrintWriter;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// `anemone explain`: whether a token allows something, and what decides. It asks what the nodes ask, in this process.
final class ExplainCommand implements Callable<Integer> {
    private static final int DENIED = 1;

    private final CommandSpec spec = Usage.command(this, "explain",
            "Say whether a token allows something in a channel, and what decides. Denied is exit code 1.",
            "explain --config shop.yml --token eyJ… --channel private-orders-1",
            "explain --redis redis://127.0.0.1:6379 --app 1 --token eyJ… --channel private-chat --op publish");
    private final Map<String, String> environment;

    private ExplainCommand(Map<String, String> environment) {
        this.environment = environment;
        spec.addOption(Usage.required("--token", "TOKEN", "The access token."))
                .addOption(Usage.required("--channel", "CHANNEL", "The channel, e.g. private-orders-1."))
                .addOption(Usage.option("--op", "OPERATION",
                        "subscribe, presence, publish or history. Default: what a subscription needs."));
        AppSource.addTo(spec);
    }

    static CommandSpec spec(Map<String, String> environment) {
        return new ExplainCommand(environment).spec;
    }

    @Override
    public Integer call() {
        ChannelName channel = channel();
        ChannelOperation operation = operation(channel);
        String token = options().matchedOptionValue("--token", "");
        Explanation explanation;
        boolean sawRevocations;
        try (AppSource source = AppSource.open(spec, environment);
                TokenAccess access = TokenAccess.start(source.store().revocations(), InstantSource.system(),
                        System::nanoTime, source.config().auth().tokenLeeway(), source.config().auth().jwksRefresh())) {
            explanation = access.explain(token, source.app(), channel, operation).toCompletableFuture().join();
            sawRevocations = source.shared();
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println((explanation.allowed() ? "Allowed" : "Denied") + " (" + explanation.decidedBy() + "): "
                + Printable.of(explanation.sentence()));
        if (explanation.allowed() && !sawRevocations) {
            out.println("Revocations of the token, its user and the channel were not looked at: name the Redis that the"
                    + " nodes share with --redis.");
        }
        out.flush();
        return explanation.allowed() ? 0 : DENIED;
    }

    private ChannelName channel() {
        try {
            return new ChannelName(options().matchedOptionValue("--channel", ""));
        } catch (IllegalArgumentException malformed) {
            throw new ParameterException(spec.commandLine(), "--channel: " + malformed.getMessage());
        }
    }

    private ChannelOperation operation(ChannelName channel) {
        if (!options().hasMatchedOption("--op")) {
            return ChannelOperation.toJoin(channel.kind());
        }
        String named = options().matchedOptionValue("--op", "");
        return ChannelOperation.claimed(named).orElseThrow(() -> new ParameterException(spec.commandLine(),
                "--op: expected one of " + Arrays.stream(ChannelOperation.values()).map(ChannelOperation::claim)
                        .collect(Collectors.joining(", ")) + ", got " + named));
    }

    private ParseResult options() {
        return spec.commandLine().getParseResult();
    }
}
