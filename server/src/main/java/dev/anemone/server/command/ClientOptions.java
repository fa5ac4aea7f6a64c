package dev.anemone.server.command;

import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/// Which server the client commands talk to, and as whom: an option, else a variable, else the dev app of a server on
/// this machine.
///
/// @param spec of the command that has these options
record ClientOptions(CommandSpec spec, Map<String, String> environment) {
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    private static final String HERE = "http://127.0.0.1:6001";
    private static final String NAME = "1 to 64 characters of A-Z a-z 0-9 _ -";

    /// Adds the options to a command.
    static ClientOptions addTo(CommandSpec spec, Map<String, String> environment) {
        return addTo(spec, environment, HERE);
    }

    /// Adds the options to a command that asks another server unless one is named.
    ///
    /// @param otherwise which one that is, for the help
    static ClientOptions addTo(CommandSpec spec, Map<String, String> environment, String otherwise) {
        spec.addOption(Usage.option("--url", "URL",
                "Where the server is, path prefix included. Default: ANEMONE_URL, or " + otherwise))
                .addOption(Usage.app("The app. Default: ANEMONE_APP_ID, or the dev app's."))
                .addOption(Usage.option("--key", "KEY", "Its key. Default: ANEMONE_APP_KEY, or the dev app's."))
                .addOption(
                        Usage.option("--secret", "SECRET", "The key's secret. Default: ANEMONE_APP_SECRET, or the dev"
                                + " app's. Prefer the variable: other users of a machine can read command lines."));
        return new ClientOptions(spec, environment);
    }

    /// The server's base address, `http` or `https`, without a slash at its end. `ws` and `wss` are understood.
    URI url() {
        String url = value("--url", "ANEMONE_URL", HERE).replaceFirst("^ws(?=s?://)", "http");
        URI base;
        try {
            base = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
        } catch (IllegalArgumentException _) {
            throw wrong("--url: expected an address like http://127.0.0.1:6001, got " + url);
        }
        boolean http = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
        if (!http || base.getHost() == null || base.getRawQuery() != null || base.getRawFragment() != null) {
            throw wrong("--url: expected an address like http://127.0.0.1:6001, got " + url);
        }
        return base;
    }

    /// Whether a server was named at all.
    boolean namesServer() {
        return spec.commandLine().getParseResult().hasMatchedOption("--url") || environment.containsKey("ANEMONE_URL");
    }

    AppId appId() {
        String id = value("--app-id", "ANEMONE_APP_ID", "app-id");
        try {
            return new AppId(id);
        } catch (IllegalArgumentException _) {
            throw wrong("--app-id: expected " + NAME + ", got " + id);
        }
    }

    Credential credential() {
        String key = value("--key", "ANEMONE_APP_KEY", "app-key");
        String secret = value("--secret", "ANEMONE_APP_SECRET", "app-secret");
        if (secret.isEmpty()) {
            throw wrong("--secret: expected the secret of key " + key + ", got nothing");
        }
        try {
            return new Credential(new AppKey(key), secret);
        } catch (IllegalArgumentException _) {
            throw wrong("--key: expected " + NAME + ", got " + key);
        }
    }

    /// Trusts whom the JVM trusts.
    static HttpClient httpClient() {
        return httpClientBuilder().build();
    }

    static HttpClient.Builder httpClientBuilder() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT);
    }

    private String value(String option, String variable, String otherwise) {
        return spec.commandLine()
                .getParseResult()
                .matchedOptionValue(option, environment.getOrDefault(variable, otherwise));
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
