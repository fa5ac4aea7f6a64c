package dev.anemone.bench.rivals.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A certificate for 127.0.0.1 that signed itself, and its key, in PEM.
record Certificate(Path certificate, Path key) {
    private static final String DAYS = "30";

    /// The pair of this folder, made by `openssl` when it is first asked for.
    static synchronized Certificate in(Path folder) {
        var pair = new Certificate(folder.resolve("certificate.pem"), folder.resolve("key.pem"));
        if (!Files.exists(pair.certificate)) {
            Commands.output("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                    "-nodes", "-days", DAYS, "-subj", "/CN=127.0.0.1", "-addext", "subjectAltName=IP:127.0.0.1",
                    "-keyout", pair.key.toString(), "-out", pair.certificate.toString());
        }
        return pair;
    }

    byte[] pem() {
        try {
            return Files.readAllBytes(certificate);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
