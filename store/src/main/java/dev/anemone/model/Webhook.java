package dev.anemone.model;

import java.net.URI;
import java.util.Locale;
import java.util.Objects;
import java.util.Set;

/// An endpoint of an app's backend, and what it wants to hear.
///
/// @param url absolute, `http` or `https`, without user info
/// @param events what it is told; never empty
/// @param channelPrefix how the names of the channels it is told about begin; empty for all
/// @param channelSuffix how they end; empty for all
/// @param fromOperator whether the operator of the server wrote it (file, environment), and not an app's owner at run time:
///     only then may it be in a private network
public record Webhook(URI url, Set<WebhookEvent> events, String channelPrefix, String channelSuffix,
        boolean fromOperator) {
    public Webhook {
        events = Set.copyOf(events);
        String authority = Objects.requireNonNullElse(url.getRawAuthority(), "");
        if (authority.contains("@")) { // First: no message may show them, nor those before a host that is malformed.
            throw new IllegalArgumentException("url: expected no user and password in it, got some for "
                    + authority.substring(authority.lastIndexOf('@') + 1));
        }
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!(scheme.equals("http") || scheme.equals("https")) || url.getHost() == null) {
            throw new IllegalArgumentException("url: expected http://HOST/… or https://HOST/…, got " + url);
        }
        if (url.getPort() == 0 || url.getPort() > 65_535) {
            throw new IllegalArgumentException("url: expected a port of 1 to 65535, got " + url.getPort());
        }
        if (events.isEmpty()) {
            throw new IllegalArgumentException("events: expected at least one");
        }
    }

    /// The same, written by the operator.
    public Webhook ofOperator() {
        return new Webhook(url, events, channelPrefix, channelSuffix, true);
    }

    /// Whether this endpoint is told of `event`.
    public boolean wants(LifecycleEvent event) {
        String channel = event.channel().channel().value();
        return events.contains(event.type()) && channel.startsWith(channelPrefix) && channel.endsWith(channelSuffix);
    }
}
