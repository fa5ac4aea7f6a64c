package dev.anemone.server.config;

import dev.anemone.api.webhooks.WebhookConfig;
import dev.anemone.store.WebhookRules;
import java.time.Duration;

/// What an operator may set about the webhooks of all apps: what the store notes and keeps ([WebhookRules]), and how it is
/// sent ([WebhookConfig]). Each of the two says what its components mean and what bounds they have.
public record WebhookSettings(Duration grace, int unpacedSubscriptionCount, Duration subscriptionCountInterval,
        Duration cacheMissInterval, int maxWaitingEvents, int maxWaitingDeliveries, int maxFinishedDeliveries,
        Duration keepFinished, int maxBytes, Duration attemptTimeout, Duration firstRetry, Duration maxRetryDelay,
        Duration retryHorizon, Duration batchWindow, int maxBatchEvents, int maxConcurrentRequests,
        Duration pollInterval, boolean allowPrivateTargets) {
    /// What holds when nothing was set.
    public static final WebhookSettings DEFAULTS = of(WebhookRules.DEFAULTS, WebhookConfig.DEFAULTS);

    public WebhookSettings {
        new WebhookRules(grace, unpacedSubscriptionCount, subscriptionCountInterval, cacheMissInterval,
                maxWaitingEvents, maxWaitingDeliveries, maxFinishedDeliveries, keepFinished, maxBytes);
        new WebhookConfig(attemptTimeout, firstRetry, maxRetryDelay, retryHorizon, batchWindow, maxBatchEvents,
                maxConcurrentRequests, pollInterval, allowPrivateTargets);
    }

    private static WebhookSettings of(WebhookRules rules, WebhookConfig config) {
        return new WebhookSettings(rules.grace(), rules.unpacedSubscriptionCount(), rules.subscriptionCountInterval(),
                rules.cacheMissInterval(), rules.maxWaitingEvents(), rules.maxWaitingDeliveries(),
                rules.maxFinishedDeliveries(), rules.keepFinished(), rules.maxBytes(), config.attemptTimeout(),
                config.firstRetry(),
                config.maxRetryDelay(), config.retryHorizon(), config.batchWindow(), config.maxBatchEvents(),
                config.maxConcurrentRequests(), config.pollInterval(), config.allowPrivateTargets());
    }

    /// The store's part.
    public WebhookRules toRules() {
        return new WebhookRules(grace, unpacedSubscriptionCount, subscriptionCountInterval, cacheMissInterval,
                maxWaitingEvents, maxWaitingDeliveries, maxFinishedDeliveries, keepFinished, maxBytes);
    }

    /// The sender's part.
    public WebhookConfig toConfig() {
        return new WebhookConfig(attemptTimeout, firstRetry, maxRetryDelay, retryHorizon, batchWindow, maxBatchEvents,
                maxConcurrentRequests, pollInterval, allowPrivateTargets);
    }
}
