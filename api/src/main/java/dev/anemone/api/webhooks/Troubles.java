package dev.anemone.api.webhooks;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Which endpoints do not answer well at the moment, and what the log has said about them: their first delivery that is
/// given up, and how many there were when they answer again. Not thread-safe.
final class Troubles {
    private static final Logger LOG = System.getLogger(Troubles.class.getName());

    private final Duration memory;
    private final Map<Endpoint, Trouble> byEndpoint = new HashMap<>();

    private record Trouble(Instant lastFailure, int givenUp) {}

    /// @param memory how long after its last failure an endpoint is in trouble
    Troubles(Duration memory) {
        this.memory = memory;
    }

    /// Whether the last that was heard of an endpoint was a failure, not long ago.
    boolean has(Endpoint endpoint) {
        return byEndpoint.containsKey(endpoint);
    }

    /// An attempt has failed.
    void failed(Endpoint endpoint, Instant now) {
        byEndpoint.merge(endpoint, new Trouble(now, 0), (old, fresh) -> new Trouble(now, old.givenUp));
    }

    /// A delivery is given up.
    void gaveUp(Endpoint endpoint, String delivery, int attempts, String outcome, Instant now) {
        int before = Optional.ofNullable(byEndpoint.get(endpoint)).map(Trouble::givenUp).orElse(0);
        byEndpoint.put(endpoint, new Trouble(now, before + 1));
        LOG.log(before == 0 ? Level.WARNING : Level.DEBUG, () -> "Webhook given up app=" + endpoint.app() + " endpoint="
                + endpoint + " delivery=" + delivery + " attempts=" + attempts + " outcome=\"" + outcome + '"');
    }

    /// An attempt has succeeded.
    void ended(Endpoint endpoint) {
        Trouble trouble = byEndpoint.remove(endpoint);
        if (trouble != null && trouble.givenUp > 0) {
            LOG.log(Level.INFO, () -> "Webhook endpoint answers again app=" + endpoint.app() + " endpoint=" + endpoint
                    + " given-up=" + trouble.givenUp);
        }
    }

    /// Forgets endpoints that nothing was sent to for long.
    void forget(Instant now) {
        byEndpoint.values().removeIf(trouble -> trouble.lastFailure.plus(memory).isBefore(now));
    }
}
