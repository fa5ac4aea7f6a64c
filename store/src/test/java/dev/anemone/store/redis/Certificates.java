package dev.anemone.store.redis;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// A certificate authority of a test's own, made by `openssl`, and what it certified. All in PEM.
final class Certificates {
    private final Path directory;

    private Certificates(Path directory) {
        this.directory = directory;
    }

    /// Makes the authority; its files and those of the others go to `directory`.
    static Certificates in(Path directory) {
        var made = new Certificates(directory);
        made.openssl("-subj", "/CN=Authority", "-keyout", made.key("ca"), "-out", made.certificate("ca"));
        return made;
    }

    /// Makes a key, and a certificate for it that says `name` is at `subject`, as `IP:127.0.0.1` or `DNS:localhost`.
    void issue(String name, String subject) {
        openssl("-subj", "/CN=" + name, "-addext", "subjectAltName=" + subject, "-CA", certificate("ca"), "-CAkey",
                key("ca"), "-keyout", key(name), "-out", certificate(name));
    }

    String certificate(String name) {
        return directory.resolve(name + ".pem").toString();
    }

    String key(String name) {
        return directory.resolve(name + ".key").toString();
    }

    private void openssl(String... arguments) {
        var command = new ArrayList<>(List.of("openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                "ec_paramgen_curve:P-256", "-nodes", "-days", "2"));
        command.addAll(List.of(arguments));
        try {
            Process openssl = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(openssl.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (openssl.waitFor() != 0) {
                throw new AssertionError(command + ": " + output);
            }
        } catch (IOException missing) {
            throw new UncheckedIOException(
                    "These tests need openssl on the PATH (Debian: apt-get install openssl).", missing);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while openssl was at work.", interrupted);
        }
    }
}
