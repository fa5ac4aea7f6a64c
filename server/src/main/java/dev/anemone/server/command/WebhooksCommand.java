package dev.anemone.server.command;

import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// `anemone webhooks`: what became of an app's webhooks, through the signed REST API.
final class WebhooksCommand implements Callable<Integer> {
    private final CommandSpec spec = Usage.command(this, "webhooks",
            "See what became of an app's webhooks, and send one again.",
            "webhooks list --state failed", "webhooks replay 018c7c2f5a10-00000000-5f1d0c9a7b3e");

    private WebhooksCommand(Map<String, String> environment) {
        spec.addSubcommand("list", ListWebhooksCommand.spec(environment))
                .addSubcommand("replay", ReplayWebhookCommand.spec(environment));
    }

    static CommandSpec spec(Map<String, String> environment) {
        return new WebhooksCommand(environment).spec;
    }

    @Override
    public Integer call() {
        throw new ParameterException(spec.commandLine(), "A command is missing");
    }
}
