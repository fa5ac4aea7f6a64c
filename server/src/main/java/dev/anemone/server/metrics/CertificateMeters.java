package dev.anemone.server.metrics;

import dev.anemone.server.tls.ServedCertificate;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/// The certificate in use, so that somebody is told before clients are.
final class CertificateMeters {
    private CertificateMeters() {}

    static void register(MeterRegistry registry, ServedCertificate certificate) {
        Gauge.builder("anemone.tls.certificate.expiry.seconds", certificate,
                served -> served.expiry().getEpochSecond())
                .description("When the certificate in use expires, in seconds since 1970.")
                .register(registry);
        Gauge.builder("anemone.tls.certificate.stale", certificate, served -> served.stale() ? 1 : 0)
                .description("1 while the files hold something else than what is in use, which cannot be served.")
                .register(registry);
    }
}
