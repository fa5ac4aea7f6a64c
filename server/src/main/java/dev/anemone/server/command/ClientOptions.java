package dev.anemone.server.command;

import dev.anemone.model.AppId;
import dev.anemone.model.AppKey;
import dev.anemone.model.Credential;
import java.net.URI;
import java.net.http.HttpClient;
import java.time.Duration;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Which server the client commands talk to, and as whom. The defaults are the dev app of a server on this machine.
final class ClientOptions {
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);

    @Spec(Spec.Target.MIXEE) private CommandSpec spec;

    @Option(names = "--url", paramLabel = "URL", defaultValue = "${env:ANEMONE_URL:-http://127.0.0.1:6001}", description = "Where the server is, path prefix included. Default: ${DEFAULT-VALUE}") private String url = "";

    @Option(names = "--app-id", paramLabel = "ID", defaultValue = "${env:ANEMONE_APP_ID:-app-id}", description = "The app. Default: ANEMONE_APP_ID, or the dev app's.") private String appId = "";

    @Option(names = "--key", paramLabel = "KEY", defaultValue = "${env:ANEMONE_APP_KEY:-app-key}", description = "The app's key. Default: ANEMONE_APP_KEY, or the dev app's.") private String key = "";

    @Option(names = "--secret", paramLabel = "SECRET", defaultValue = "${env:ANEMONE_APP_SECRET:-app-secret}", description = "The key's secret. Default: ANEMONE_APP_SECRET, or the dev app's. Prefer the variable: other users of the machine can read command lines.") private String secret = "";

    /// The server's base address, without a slash at its end.
    URI url() {
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

    AppId appId() {
        try {
            return new AppId(appId);
        } catch (IllegalArgumentException _) {
            throw wrong("--app-id: expected 1 to 64 characters of A-Z a-z 0-9 _ -, got " + appId);
        }
    }

    Credential credential() {
        try {
            return new Credential(new AppKey(key), secret);
        } catch (IllegalArgumentException _) {
            throw wrong("--key and --secret: expected 1 to 64 characters of A-Z a-z 0-9 _ -, and any secret, got key "
                    + key);
        }
    }

    HttpClient httpClient() {
        return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT).build();
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec.commandLine(), sentence);
    }
}
