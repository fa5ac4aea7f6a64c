package dev.anemone.gateway.session;

import dev.anemone.model.AppKey;
import dev.anemone.model.MalformedNameException;
import java.util.Map;
import java.util.Optional;

/// What a client said when it connected.
///
/// @param path below the configured prefix, e.g. `/app/278d425bdf160c739803`
/// @param query decoded; of a repeated name the first value
/// @param origin of the page that connects, as its browser says; empty for programs that are no browsers
/// @param secure whether it came over TLS
public record HandshakeRequest(String path, Map<String, String> query, Optional<String> origin, boolean secure) {
    private static final String APP_PATH = "/app/";
    private static final String OWN_CLIENT = "anemone-js";

    /// Whether the path is one that connections are made to.
    public boolean pathKnown() {
        return path.startsWith(APP_PATH) && path.length() > APP_PATH.length()
                && path.indexOf('/', APP_PATH.length()) < 0;
    }

    /// Whether the client says that it knows of places in channels, as our own does.
    public boolean knowsPlaces() {
        return query.getOrDefault("client", "").equals(OWN_CLIENT);
    }

    /// The key in the path, if it is one that an app could have.
    public Optional<AppKey> appKey() {
        try {
            return Optional.of(new AppKey(path.substring(APP_PATH.length())));
        } catch (MalformedNameException _) {
            return Optional.empty();
        }
    }
}
