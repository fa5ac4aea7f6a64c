package dev.anemone.server.node;

import dev.anemone.model.App;
import dev.anemone.server.config.Role;
import dev.anemone.server.config.ServerConfig;
import dev.anemone.store.redis.RedisConfig;
import java.util.Locale;
import java.util.OptionalLong;

/// What a server says when it has started: its addresses on the first line, for programs too; then what somebody who has
/// just started it wants to know. Secrets of configured apps are never in it.
public final class StartupScreen {
    private static final String DEFAULT_URL = "http://127.0.0.1:6001";

    private final ServerConfig config;
    private final Server server;
    private final StringBuilder text = new StringBuilder(2_000);

    private StartupScreen(Server server) {
        this.config = server.config();
        this.server = server;
    }

    /// The screen of a server that runs.
    public static String of(Server server) {
        return new StartupScreen(server).compose(FileLimit.files());
    }

    /// What must not be overlooked: the dev app where others can reach it. Empty if there is nothing.
    public static String warning(Server server) {
        if (!server.runsDevApp() || server.port().loopback()) {
            return "";
        }
        return """
                ********************************************************************************
                WARNING: this server runs the dev app, whose secret everybody knows, and other
                machines can reach it at %s: anybody can publish and listen.
                Configure apps of your own (docs/configuration.md), or listen on 127.0.0.1.
                ********************************************************************************
                """.formatted(server.port().authority(server.config().host()));
    }

    private String compose(OptionalLong files) {
        String authority = server.port().authority(config.host());
        line("Anemone " + Version.TEXT + " listening on " + scheme("http") + "://" + authority + " (admin http://"
                + server.adminPort().authority(config.host()) + ")");
        line("");
        whatIsWhere();
        if (server.runsDevApp()) {
            devApp();
        }
        line("");
        files.ifPresent(limit -> line(String.format(Locale.ROOT,
                "  Open files: %d at most, which allows about %d connections.", limit, FileLimit.connections(limit))));
        return text.toString();
    }

    private void whatIsWhere() {
        String base = server.port().localAuthority(config.host()) + config.pathPrefix();
        if (has(Role.GATEWAY)) {
            line("  WebSocket  " + scheme("ws") + "://" + base + "/app/{key}");
        }
        if (has(Role.API)) {
            line("  REST API   " + scheme("http") + "://" + base + "/apps/{app_id}/events");
        }
        if (has(Role.AUTH)) {
            line("  Auth       " + scheme("http") + "://" + base + "/auth/channel");
        }
        line("  Probes     " + scheme("http") + "://" + base + "/live and /ready; metrics at http://"
                + server.adminPort().localAuthority(config.host()) + "/metrics");
        String redis = config.redis();
        line("  Roles      " + String.join(", ", config.roles().stream().map(Role::toString).toList()) + "; state in "
                + (redis == null ? "memory, for this process alone" : "Redis at " + RedisConfig.at(redis).address()));
        if (redis == null && config.roles().size() < Role.values().length) {
            line("  Without --redis no other node can reach this one, and it has not every role.");
        }
    }

    private void devApp() {
        App app = server.apps().getFirst();
        String key = app.primaryCredential().key().value();
        line("");
        line("  The dev app, everything on: id " + app.id() + ", key " + key + ", secret "
                + app.primaryCredential().secret());
        if (has(Role.AUTH)) {
            line("  Its token key, new at each start: " + app.tokenTrust().sharedKeys().getFirst().secret());
        }
        String url = scheme("http") + "://" + server.port().localAuthority(config.host()) + config.pathPrefix();
        line("");
        if (server.hasDevPage()) {
            line("  See it work: open " + url + "/ in a browser. Trigger an event:");
        } else {
            line("  Trigger an event:");
        }
        line("    ./anemone trigger " + (url.equals(DEFAULT_URL) ? "" : "--url " + url + " ")
                + "my-channel my-event '{\"hello\":\"world\"}'");
        line("");
        line("  Receive it with pusher-js:");
        line("    const pusher = new Pusher('" + key + "', { wsHost: '" + host() + "', " + scheme("ws") + "Port: "
                + server.port().number()
                + (config.pathPrefix().isEmpty() ? "" : ", wsPath: '" + config.pathPrefix() + "'")
                + ", forceTLS: " + server.port().secure() + ", enabledTransports: ['ws'], cluster: '' })");
        line("    const channel = pusher.subscribe('my-channel')");
        line("    channel.bind('my-event', data => console.log(data))");
    }

    private String host() {
        String authority = server.port().localAuthority(config.host());
        return authority.substring(0, authority.lastIndexOf(':'));
    }

    /// `https` where it is `http` without TLS.
    private String scheme(String plain) {
        return server.port().secure() ? plain + "s" : plain;
    }

    private boolean has(Role role) {
        return config.roles().contains(role);
    }

    private void line(String content) {
        text.append(content).append('\n');
    }
}
