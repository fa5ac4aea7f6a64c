package dev.anemone.conformance.server;

import dev.anemone.conformance.pusher.Credentials;
import java.util.Arrays;
import java.util.stream.Collectors;

/// The apps that every server of ours has.
public enum Tenant {
    /// The one that tests get unless they ask for another.
    ORDINARY("1", "client-events: true"),
    /// Like the first, and strictly apart from it.
    NEIGHBOUR("2", "client-events: true"),
    /// The app of the worked example in Pusher's docs, whose signatures are published.
    WORKED_EXAMPLE("3", "278d425bdf160c739803", "7ad3773142a6692b25b8", ""),
    /// Its clients may not speak to each other.
    WITHOUT_CLIENT_EVENTS("4", "client-events: false"),
    /// Nobody may use it.
    DISABLED("5", "enabled: false"),
    /// It wants TLS, which these tests do not speak.
    SSL_ONLY("6", "ssl-only: true"),
    /// For one test only: its connections are counted.
    TWO_CONNECTIONS("7", "max-connections: 2"),
    /// It wants to know how many listen.
    COUNTING("8", "subscription-count: true"),
    /// Its users watch each other.
    WATCHING("13", "watchlist-events: true"),
    /// Its connections must say soon who they are.
    AUTHORIZED("11", "authorized-connections: true\nauthorization-timeout: 1s"),
    /// It forgets the last event of its cache channels soon.
    FORGETFUL("12", "limits: {cache-ttl: 1s}"),
    /// For one test only, which wants to be alone.
    EMPTY("9", ""),
    /// Its backend has one event and one request for channels a second.
    RATED("14", "limits: {backend-events-per-second: 1, read-requests-per-second: 1}"),
    /// Like it, for what is more than a second's worth.
    RATED_TO_FIVE("15", "limits: {backend-events-per-second: 5}"),
    /// For pages of two sites.
    OWN_PAGES("16", "origins: [\"https://shop.example\", \"https://*.forum.example\"]"),
    /// Its users come with tokens.
    WITH_TOKENS("17", "token-keys: [\"" + Tenant.TOKEN_KEY + "\"]"),
    /// Of its channels, some keep three publications, some none, and the others what is usual.
    REMEMBERING("18", """
            client-events: true
            history:
              - {channels: "private-short-*", size: 3}
              - {channels: "unkept-*", enabled: false}
            """),
    /// It wants nothing compressed.
    UNCOMPRESSED("19", "compression: false"),
    /// Its limits are its own.
    LIMITED("10", """
            client-events: true
            limits:
              max-channel-name-length: 30
              max-event-name-length: 8
              max-event-data-bytes: 20
              max-channels-per-event: 2
              max-batch-events: 3
              client-events-per-second: 1
              max-presence-members: 2
              max-user-info-bytes: 20
              max-user-id-length: 4
            """);

    /// What [#WITH_TOKENS] signs its tokens with.
    public static final String TOKEN_KEY = "a key of at least thirty-two bytes";

    private final String id;
    private final String key;
    private final String secret;
    private final String settings;

    Tenant(String id, String settings) {
        this(id, "key-" + id, "secret-" + id, settings);
    }

    Tenant(String id, String key, String secret, String settings) {
        this.id = id;
        this.key = key;
        this.secret = secret;
        this.settings = settings;
    }

    public Credentials credentials() {
        return new Credentials(id, key, secret);
    }

    /// All of them as the `apps` of a configuration file.
    static String yaml() {
        return Arrays.stream(values()).map(Tenant::entry).collect(Collectors.joining("", "apps:\n", ""));
    }

    private String entry() {
        return "  - id: \"%s\"\n    key: %s\n    secret: %s\n".formatted(id, key, secret) + settings.indent(4);
    }
}
