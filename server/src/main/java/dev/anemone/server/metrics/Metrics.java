package dev.anemone.server.metrics;

import dev.anemone.api.webhooks.WebhookStats;
import dev.anemone.gateway.GatewayStats;
import dev.anemone.server.tls.ServedCertificate;
import dev.anemone.store.Store;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The metrics of a node, in Prometheus' text format. Thread-safe. Costs nothing before the first scrape, so that a
/// node's start does not wait for it.
public final class Metrics implements Supplier<String> {
    private final Supplier<List<String>> problems;
    private final Store store;
    private final Optional<Supplier<GatewayStats>> gateway;
    private final Optional<Supplier<WebhookStats>> webhooks;
    private final Optional<ServedCertificate> certificate;

    /// Made by the first scrape. Guarded by `this`.
    private @Nullable PrometheusMeterRegistry registry;
    private @Nullable GatewayMeters gatewayMeters;

    /// @param problems why the node is not ready; must not block
    /// @param store keeps the history
    /// @param gateway the numbers of the gateway, where there is one
    /// @param webhooks the numbers of webhooks, where they are sent
    /// @param certificate what the service's port shows, where it speaks TLS
    public Metrics(Supplier<List<String>> problems, Store store, Optional<Supplier<GatewayStats>> gateway,
            Optional<Supplier<WebhookStats>> webhooks, Optional<ServedCertificate> certificate) {
        this.problems = problems;
        this.store = store;
        this.gateway = gateway;
        this.webhooks = webhooks;
        this.certificate = certificate;
    }

    /// The numbers of this moment.
    @Override
    public synchronized String get() {
        PrometheusMeterRegistry meters = registry;
        if (meters == null) {
            meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
            ProcessMeters.register(meters, problems);
            HistoryMeters.register(meters, store.broker(), store.history());
            if (gateway.isPresent()) {
                gatewayMeters = new GatewayMeters(meters, gateway.get());
            }
            if (webhooks.isPresent()) {
                WebhookMeters.register(meters, webhooks.get());
            }
            if (certificate.isPresent()) {
                CertificateMeters.register(meters, certificate.get());
            }
            registry = meters;
        }
        if (gatewayMeters != null) {
            gatewayMeters.refresh();
        }
        return meters.scrape();
    }
}
