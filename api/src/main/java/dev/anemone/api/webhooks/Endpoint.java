package dev.anemone.api.webhooks;

import dev.anemone.model.AppId;
import dev.anemone.store.WebhookQueue.Delivery;
import java.net.URI;

/// Where an app's webhooks go: what answers well or badly as a whole.
record Endpoint(AppId app, URI url) {
    static Endpoint of(Delivery delivery) {
        return new Endpoint(delivery.app(), delivery.url());
    }

    /// What a log may show: neither path nor query, which can hold a password.
    @Override
    public String toString() {
        return url.getScheme() + "://" + url.getRawAuthority();
    }
}
