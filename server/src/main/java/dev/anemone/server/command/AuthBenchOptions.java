package dev.anemone.server.command;

import dev.anemone.bench.AuthOptions;
import dev.anemone.bench.plan.Target;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

/// The options of `anemone bench --auth`, which asks for signatures and publishes nothing.
///
/// @param spec of the command that has them
record AuthBenchOptions(CommandSpec spec, ParseResult arguments) {
    private static final List<String> OWN = List.of("--auth-url", "--token", "--token-file", "--channel");
    private static final List<String> OTHERS = List.of("--connections", "--channels", "--subscribers", "--rate",
            "--burst", "--payload", "--deflate", "--plot");

    static void addTo(CommandSpec spec) {
        spec.addOption(Usage.flag("--auth", "Instead of events: ask an auth service for signatures, as many as it takes"
                + " and then half of that."))
                .addOption(Usage.option("--auth-url", "URL",
                        "The endpoint. Default: /auth/KEY/channel of the server"))
                .addOption(Usage.option("--token", "TOKEN", "The token to present."))
                .addOption(Usage.option("--token-file", "FILE",
                        "Where it stands. Prefer this: other users of a machine can read command lines."))
                .addOption(Usage.option("--channel", "NAME", "What to ask a signature for. Default: private-bench"));
    }

    /// Refuses these options where there is no `--auth`.
    static void refuse(CommandSpec spec, ParseResult arguments) {
        OWN.stream().filter(arguments::hasMatchedOption).findFirst().ifPresent(name -> {
            throw new ParameterException(spec.commandLine(), name + ": only with --auth");
        });
    }

    /// What is to be done.
    ///
    /// @param server whose auth service it is, unless another endpoint is named
    /// @param given the options that other runs have as well
    AuthOptions read(Target server, Map<String, String> given) {
        OTHERS.stream().filter(arguments::hasMatchedOption).findFirst().ifPresent(name -> {
            throw wrong(name + ": not with --auth");
        });
        var all = new HashMap<>(given);
        if (arguments.hasMatchedOption("--channel")) {
            all.put("channel", arguments.matchedOptionValue("--channel", ""));
        }
        if (!arguments.hasMatchedOption("--auth-url")) {
            return AuthOptions.of(server, server.path("/auth/" + server.key() + "/channel"), token(), all);
        }
        URI endpoint = endpoint();
        var target = new Target(URI.create(endpoint.getScheme() + "://" + endpoint.getRawAuthority()), server.appId(),
                server.key(), server.secret(), server.verified(), server.pid());
        return AuthOptions.of(target, endpoint.getRawPath(), token(), all);
    }

    private URI endpoint() {
        String text = arguments.matchedOptionValue("--auth-url", "");
        try {
            URI url = URI.create(text);
            boolean http = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
            if (http && url.getHost() != null && url.getRawPath().startsWith("/") && url.getRawQuery() == null
                    && url.getRawFragment() == null) {
                return url;
            }
        } catch (IllegalArgumentException _) {
            // It is none.
        }
        throw wrong("--auth-url: expected an address like http://127.0.0.1:6001/auth/app-key/channel, got " + text);
    }

    private String token() {
        boolean named = arguments.hasMatchedOption("--token");
        if (named == arguments.hasMatchedOption("--token-file")) {
            throw wrong("--auth: expected --token or --token-file, got " + (named ? "both" : "none"));
        }
        if (named) {
            return arguments.matchedOptionValue("--token", "");
        }
        String file = arguments.matchedOptionValue("--token-file", "");
        try {
            return Files.readString(Path.of(file)).strip();
        } catch (IOException _) {
            throw wrong("--token-file: cannot read " + file);
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
