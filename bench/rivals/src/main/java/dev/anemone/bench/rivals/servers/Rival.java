package dev.anemone.bench.rivals.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// One of the servers, in one setting. All serve the app `app-id` with the key `app-key` and the secret `app-secret`, keep
/// everything in memory, and take batches of [#MAX_BATCH_EVENTS].
public sealed interface Rival {
    /// Above the largest burst of any workload.
    int MAX_BATCH_EVENTS = 1_000;

    /// What starts it.
    ///
    /// @param adminPort for those that have a second one
    List<String> command(Workbench bench, int port, int adminPort);

    /// What it finds in its environment.
    default Map<String, String> environment(int port) {
        return Map.of();
    }

    /// Whether it speaks TLS and nothing else.
    default boolean tls() {
        return false;
    }

    /// The whole product, from the runnable jar.
    ///
    /// @param jvmOptions more than the launcher's
    /// @param settings more than what all have in common, in YAML; "" for none
    record Anemone(List<String> jvmOptions, boolean tls, String settings) implements Rival {
        /// As the launcher starts it.
        public static final Anemone PLAIN = new Anemone(List.of(), false, "");

        public Anemone {
            jvmOptions = List.copyOf(jvmOptions);
        }

        @Override
        public List<String> command(Workbench bench, int port, int adminPort) {
            var command = new ArrayList<>(bench.java(jvmOptions));
            command.addAll(List.of("-jar", bench.root().resolve("server/target/anemone.jar").toString(), "serve",
                    "--config", configuration(bench, port, adminPort).toString()));
            return command;
        }

        private Path configuration(Workbench bench, int port, int adminPort) {
            String yaml = """
                    host: 127.0.0.1
                    port: %d
                    admin-port: %d
                    apps:
                      - id: app-id
                        key: app-key
                        secret: app-secret
                        limits:
                          max-batch-events: %d
                    """.formatted(port, adminPort, MAX_BATCH_EVENTS) + settings;
            if (tls) {
                Certificate certificate = Certificate.in(bench.work());
                yaml += "tls: { certificate: \"" + certificate.certificate() + "\", key: \"" + certificate.key()
                        + "\" }\n";
            }
            try {
                return Files.writeString(bench.work().resolve("anemone-" + port + ".yaml"), yaml);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /// Undertow's own WebSocket API, with the JVM options of Anemone.
    record Stock() implements Rival {
        @Override
        public List<String> command(Workbench bench, int port, int adminPort) {
            var command = new ArrayList<>(bench.java(List.of()));
            command.addAll(List.of("-cp", System.getProperty("java.class.path"),
                    "dev.anemone.bench.rivals.stock.StockServer", Integer.toString(port)));
            return command;
        }
    }

    /// The npm package `ws`.
    record Ws(boolean deflate, boolean tls) implements Rival {
        /// Without compression or TLS.
        public static final Ws PLAIN = new Ws(false, false);

        @Override
        public List<String> command(Workbench bench, int port, int adminPort) {
            var command = new ArrayList<>(List.of("node", bench.root().resolve("bench/rivals/js/server.mjs").toString(),
                    Integer.toString(port)));
            if (deflate) {
                command.add("--deflate");
            }
            if (tls) {
                Certificate certificate = Certificate.in(bench.work());
                command.addAll(List.of("--certificate", certificate.certificate().toString(), "--key",
                        certificate.key().toString()));
            }
            return command;
        }
    }

    /// soketi from npm, as the conformance tests install it. It answers every publisher with `Connection: close`.
    record Soketi() implements Rival {
        @Override
        public List<String> command(Workbench bench, int port, int adminPort) {
            return List.of("node",
                    bench.root().resolve("conformance/soketi/node_modules/@soketi/soketi/bin/server.js").toString(),
                    "start");
        }

        @Override
        public Map<String, String> environment(int port) {
            return Map.of("SOKETI_HOST", "127.0.0.1", "SOKETI_PORT", Integer.toString(port),
                    "SOKETI_METRICS_ENABLED", "0", "SOKETI_EVENT_MAX_BATCH_SIZE", Integer.toString(MAX_BATCH_EVENTS));
        }
    }
}
