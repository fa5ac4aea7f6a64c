package dev.anemone.server.config;

import dev.anemone.model.Webhook;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An endpoint of an app's backend, as an operator describes it.
///
/// @param url where webhooks are posted to, `http` or `https`; required. It may be in a private network
/// @param events what it is told
/// @param channelPrefix it is told of channels whose names begin so
/// @param channelSuffix and end so
public record EndpointConfig(@Nullable String url, List<EventChoice> events, String channelPrefix,
        String channelSuffix) {
    /// What an endpoint hears that only says where it is.
    public static final EndpointConfig DEFAULTS = new EndpointConfig(null, EventChoice.DEFAULTS, "", "");

    public EndpointConfig {
        events = List.copyOf(events);
    }

    /// What an operator would write to describe `webhook`.
    static EndpointConfig of(Webhook webhook) {
        return new EndpointConfig(webhook.url().toString(), EventChoice.choices(webhook.events()),
                webhook.channelPrefix(), webhook.channelSuffix());
    }

    /// The endpoint.
    ///
    /// @throws IllegalArgumentException if it is no endpoint; names the key
    Webhook toWebhook() {
        if (url == null) {
            throw new IllegalArgumentException("url: expected http://HOST/… or https://HOST/…, got nothing");
        }
        try {
            return new Webhook(new URI(url), EventChoice.events(events), channelPrefix, channelSuffix, true);
        } catch (URISyntaxException malformed) {
            throw new IllegalArgumentException("url: expected http://HOST/… or https://HOST/…, got "
                    + Secrecy.quoted("url", url), malformed);
        }
    }
}
