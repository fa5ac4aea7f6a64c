package dev.anemone.conformance.server;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/// A `redis-server` of the test's own, on a free port, without persistence. Holds up to the test's end.
public final class RedisProcess implements AutoCloseable {
    private static final int STOP_LIMIT_S = 10;

    private final Process process;
    private final Path folder;
    private final int port;

    private RedisProcess(Process process, Path folder, int port) {
        this.process = process;
        this.folder = folder;
        this.port = port;
    }

    /// Starts it, and waits until it accepts connections.
    public static RedisProcess start() {
        try {
            int port = freePort();
            Path folder = Files.createTempDirectory("anemone-redis-");
            Process process = new ProcessBuilder("redis-server", "--port", Integer.toString(port), "--bind",
                    "127.0.0.1",
                    "--dir", folder.toString(), "--save", "", "--appendonly", "no").redirectErrorStream(true).start();
            awaitReady(process);
            return new RedisProcess(process, folder, port);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Says so in its log, of which the rest is read and thrown away.
    private static void awaitReady(Process process) throws IOException {
        var log = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        var said = new StringBuilder();
        for (String line = log.readLine(); line != null; line = log.readLine()) {
            if (line.contains("Ready to accept connections")) {
                Thread.ofPlatform().daemon().name("redis-output").start(() -> readOn(log));
                return;
            }
            said.append(line).append('\n');
        }
        throw new IllegalStateException("redis-server did not start:\n" + said);
    }

    /// So that it never waits for us.
    private static void readOn(BufferedReader log) {
        try (log) {
            log.transferTo(Writer.nullWriter());
        } catch (IOException _) {
            // It was stopped.
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// What a server's setting `redis` says to use it.
    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_LIMIT_S, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Files.deleteIfExists(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
