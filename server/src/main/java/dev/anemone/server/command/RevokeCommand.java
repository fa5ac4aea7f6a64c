package dev.anemone.server.command;

import dev.anemone.model.EventData;
import dev.anemone.server.config.Durations;
import java.io.PrintWriter;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// `anemone revoke`: takes access back before its tokens expire, through the signed REST API.
final class RevokeCommand implements Callable<Integer> {
    /// The options that say what, by the members of the request.
    private static final Map<String, String> SUBJECTS = subjects();

    private final CommandSpec spec = Usage.command(this, "revoke",
            "Take back, within a second and on every node, what a token, a user's tokens, or tokens in some channels gave.",
            "revoke --user 7", "revoke --token-id 5f1d0c9a --ttl 1h", "revoke --channels 'private-room-*'");
    private final ClientOptions client;

    private RevokeCommand(Map<String, String> environment) {
        spec.addOption(Usage.option("--token-id", "ID", "The token with this jti."))
                .addOption(Usage.option("--user", "USER",
                        "All tokens of this user that were issued until now, and what signatures gave their connections."))
                .addOption(Usage.option("--channels", "PATTERN",
                        "What tokens that were issued until now, and signatures, gave in the channels that fit."))
                .addOption(Usage.option("--ttl", "DURATION",
                        "How long this is remembered: as long as tokens live. 1s to 31d. Default: 24h."));
        client = ClientOptions.addTo(spec, environment);
    }

    private static Map<String, String> subjects() {
        var subjects = new LinkedHashMap<String, String>(); // In this order they are named.
        subjects.put("--token-id", "token_id");
        subjects.put("--user", "user");
        subjects.put("--channels", "channels");
        return subjects;
    }

    static CommandSpec spec(Map<String, String> environment) {
        return new RevokeCommand(environment).spec;
    }

    @Override
    public Integer call() {
        var rest = new RestClient(ClientOptions.httpClient(), client.url(), InstantSource.system());
        HttpResponse<String> response = rest.post(client.appId(), client.credential(), "/revocations", body());
        if (response.statusCode() != 200) {
            throw new CommandFailure("The server answered " + response.statusCode() + ": "
                    + Printable.of(response.body().strip()));
        }
        PrintWriter out = spec.commandLine().getOut();
        out.println("Revoked.");
        out.flush();
        return 0;
    }

    private String body() {
        ParseResult options = spec.commandLine().getParseResult();
        List<String> given = SUBJECTS.keySet().stream().filter(options::hasMatchedOption).toList();
        if (given.size() != 1) {
            throw wrong("Expected one of " + SUBJECTS.keySet().stream().collect(Collectors.joining(", "))
                    + ", got " + (given.isEmpty() ? "none" : String.join(", ", given)));
        }
        String option = given.getFirst();
        var json = new StringBuilder("{\"").append(SUBJECTS.get(option)).append("\":\"");
        EventData.appendEscaped(json, options.matchedOptionValue(option, ""));
        json.append('"');
        if (options.hasMatchedOption("--ttl")) {
            json.append(",\"ttl\":").append(ttl(options.matchedOptionValue("--ttl", "")).toSeconds());
        }
        return json.append('}').toString();
    }

    private Duration ttl(String text) {
        return Durations.parse(text).filter(ttl -> ttl.toMillis() % 1_000 == 0)
                .orElseThrow(() -> wrong("--ttl: expected whole seconds, as 30s, 5m, 24h or 7d, got " + text));
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
