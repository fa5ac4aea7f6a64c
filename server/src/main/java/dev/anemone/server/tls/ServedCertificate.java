package dev.anemone.server.tls;

import dev.anemone.server.config.ConfigException;
import dev.anemone.server.config.TlsConfig;
import dev.anemone.server.tls.PemFiles.Contents;
import dev.anemone.store.Scheduler;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// The certificate a server shows: that of its files, and when they change, the new one. Their contents are compared every
/// [#INTERVAL], so it does not matter how they are replaced: written over, renamed, or by a link that points elsewhere.
///
/// Files that hold no certificate with its key leave the one before in use. Since somebody may be between writing the one
/// and the other, that is logged when it is still so at the next look; and once.
///
/// [#expiry] and [#stale] are thread-safe; everything else is the scheduler's.
public final class ServedCertificate implements AutoCloseable {
    /// How often the files are looked at.
    static final Duration INTERVAL = Duration.ofSeconds(2);

    private static final Logger LOG = System.getLogger(ServedCertificate.class.getName());

    private final PemFiles files;
    private final Scheduler scheduler;
    private volatile Identity served;
    /// What the files held when they were last served.
    private Contents contents;
    private volatile boolean stale;
    /// Why the files could not be served at the last look.
    private @Nullable String problem;
    private boolean told;

    private ServedCertificate(PemFiles files, Contents contents, Scheduler scheduler) {
        this.files = files;
        this.contents = contents;
        this.served = Identity.parse(files, contents);
        this.scheduler = scheduler;
    }

    /// Reads the files that `config`, which has some, names. A certificate that has expired is served with a warning: a
    /// server that is down would tell its clients less.
    ///
    /// @param scheduler to look at them again; closed with this
    /// @throws ConfigException if they hold no certificate with its key; one sentence
    public static ServedCertificate read(TlsConfig config, Scheduler scheduler) {
        var files = new PemFiles(Path.of(Objects.requireNonNull(config.certificate())),
                Path.of(Objects.requireNonNull(config.key())));
        var certificate = new ServedCertificate(files, files.read(), scheduler);
        certificate.warnIfInvalid();
        return certificate;
    }

    /// Serves the certificate of this moment.
    public SSLContext context() {
        return served.context();
    }

    /// Gives `renewed` what to serve from now on, each time the files have changed.
    public void watch(Consumer<SSLContext> renewed) {
        scheduler.schedule(INTERVAL, () -> {
            try {
                look(renewed);
            } finally {
                watch(renewed);
            }
        });
    }

    private void look(Consumer<SSLContext> renewed) {
        try {
            Contents now = files.read();
            if (!now.equals(contents)) {
                Identity identity = Identity.parse(files, now);
                renewed.accept(identity.context());
                served = identity;
                contents = now;
                LOG.log(Level.INFO, "Serving a new certificate expires=" + identity.expiry());
                warnIfInvalid();
            }
            problem = null;
            told = false;
            stale = false;
        } catch (ConfigException refused) {
            unusable(Objects.requireNonNull(refused.getMessage()));
        }
    }

    private void unusable(String sentence) {
        stale = true;
        if (!sentence.equals(problem)) {
            problem = sentence;
            told = false;
        } else if (!told) {
            told = true;
            LOG.log(Level.WARNING, "The certificate of before stays in use, until " + expiry() + ": " + sentence);
        }
    }

    private void warnIfInvalid() {
        Identity identity = served;
        if (!identity.validAt(scheduler.instant())) {
            LOG.log(Level.WARNING, "Clients will refuse this certificate, which is valid from "
                    + identity.chain().getFirst().getNotBefore().toInstant() + " to " + identity.expiry() + ": "
                    + files.certificate());
        }
    }

    /// When the certificate in use expires.
    public Instant expiry() {
        return served.expiry();
    }

    /// Whether the files hold something else than what is in use, which cannot be served.
    public boolean stale() {
        return stale;
    }

    /// Looks no more.
    @Override
    public void close() {
        scheduler.close();
    }
}
