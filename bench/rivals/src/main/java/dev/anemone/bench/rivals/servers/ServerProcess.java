package dev.anemone.bench.rivals.servers;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/// A server that has answered its first request and runs until it is closed.
public final class ServerProcess implements AutoCloseable {
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(50);
    private static final int LINES_OF_LOG = 20;

    private final Process process;
    private final Rival rival;
    private final int port;
    private final int adminPort;
    private final Path log;
    /// Whoever interrupts us does not want it to go on.
    private final Thread endedWithUs;

    private ServerProcess(Process process, Rival rival, int port, int adminPort, Path log) {
        this.process = process;
        this.rival = rival;
        this.port = port;
        this.adminPort = adminPort;
        this.log = log;
        this.endedWithUs = new Thread(process::destroyForcibly, "end of server");
        Runtime.getRuntime().addShutdownHook(endedWithUs);
    }

    /// Starts a server on free ports, and waits until it says that it is ready.
    public static ServerProcess start(Rival rival, Workbench bench) {
        int port = freePort();
        int adminPort = freePort();
        try {
            Files.createDirectories(bench.work());
            Path log = bench.work().resolve(rival.getClass().getSimpleName() + "-" + port + ".log");
            var builder = new ProcessBuilder(bench.pinned(rival.command(bench, port, adminPort)))
                    .redirectErrorStream(true)
                    .redirectOutput(log.toFile());
            builder.environment().putAll(rival.environment(port));
            var server = new ServerProcess(builder.start(), rival, port, adminPort, log);
            try {
                server.awaitReady(bench);
                return server;
            } catch (RuntimeException e) {
                server.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void awaitReady(Workbench bench) {
        URI ready = URI.create((rival.tls() ? "https" : "http") + "://127.0.0.1:" + port + "/ready");
        long start = System.nanoTime();
        try (HttpClient client = client(bench)) {
            while (!answers(client, ready)) {
                if (System.nanoTime() - start > START_LIMIT.toNanos()) {
                    throw new IllegalStateException("Not ready after " + START_LIMIT.toSeconds() + " s." + said());
                }
                if (process.waitFor(BETWEEN_TRIES.toMillis(), TimeUnit.MILLISECONDS)) {
                    throw new IllegalStateException("It ended with " + process.exitValue() + "." + said());
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static boolean answers(HttpClient client, URI ready) throws InterruptedException {
        try {
            return client.send(HttpRequest.newBuilder(ready).timeout(START_LIMIT).build(),
                    HttpResponse.BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException _) {
            return false; // Nobody listens yet.
        }
    }

    private HttpClient client(Workbench bench) {
        var builder = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1);
        if (!rival.tls()) {
            return builder.build();
        }
        try {
            KeyStore trusted = KeyStore.getInstance(KeyStore.getDefaultType());
            trusted.load(null, null);
            trusted.setCertificateEntry("server", CertificateFactory.getInstance("X.509")
                    .generateCertificate(new ByteArrayInputStream(Certificate.in(bench.work()).pem())));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return builder.sslContext(context).build();
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Where clients connect, e.g. `ws://127.0.0.1:6001`.
    public URI url() {
        return URI.create((rival.tls() ? "wss" : "ws") + "://127.0.0.1:" + port);
    }

    /// What it has on the port for operators; Anemone's alone.
    public Metrics metrics() {
        return new Metrics(URI.create("http://127.0.0.1:" + adminPort + "/metrics"));
    }

    public Proc proc() {
        return new Proc(process.pid());
    }

    public Jvm jvm() {
        return new Jvm(process.pid());
    }

    /// Whether a [#jvm] is there to be asked.
    public boolean onJvm() {
        return switch (rival) {
            case Rival.Anemone _,Rival.Stock _ -> true;
            case Rival.Ws _,Rival.Soketi _ -> false;
        };
    }

    private String said() {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
            List<String> last = lines.subList(Math.max(0, lines.size() - LINES_OF_LOG), lines.size());
            return " Its log (" + log + ") ends:\n" + String.join("\n", last);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Ends the process at once (SIGKILL): it has nothing to lose, and the next one waits.
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        Runtime.getRuntime().removeShutdownHook(endedWithUs);
    }
}
