package dev.anemone.server.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/// Whether the service's port speaks TLS, and as whom. Both files are in PEM and are read again when they change.
///
/// @param certificate file of the server's certificate, those of its issuers behind it; `null` for no TLS
/// @param key file of its private key; `null` for no TLS
public record TlsConfig(@Nullable String certificate, @Nullable String key) {
    /// No TLS.
    public static final TlsConfig DEFAULTS = new TlsConfig(null, null);

    public TlsConfig {
        if (certificate == null && key != null) {
            throw new IllegalArgumentException("certificate: expected the file of the certificate beside that of its"
                    + " key, got nothing");
        }
        if (certificate != null && key == null) {
            throw new IllegalArgumentException("key: expected the file of the key beside that of its certificate, got"
                    + " nothing");
        }
        if (certificate != null && key != null) {
            requirePath("certificate", certificate);
            requirePath("key", key);
        }
    }

    /// Whether the service's port speaks TLS.
    public boolean enabled() {
        return certificate != null;
    }

    private static void requirePath(String name, String path) {
        try {
            if (path.isBlank()) {
                throw new IllegalArgumentException(name + ": expected a file, got nothing");
            }
            var _ = Path.of(path);
        } catch (InvalidPathException refusal) {
            throw new IllegalArgumentException(name + ": expected a file, got a path that cannot be: "
                    + refusal.getReason(), refusal);
        }
    }
}
