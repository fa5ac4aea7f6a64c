package dev.anemone.store.redis;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/// A real Redis of a test's own on a free port of this machine, without persistence. It can be killed, started again on
/// the same port, and frozen: then it accepts connections and answers nothing.
public final class RedisServer implements AutoCloseable {
    private static final int ATTEMPTS = 10;
    private static final AtomicInteger PREFIXES = new AtomicInteger();

    private final int port;
    private Process process;

    private RedisServer(int port, Process process) {
        this.port = port;
        this.process = process;
    }

    /// Starts one, and returns when it accepts connections.
    public static RedisServer start() {
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = freePort();
            Process process = launch(port);
            if (process != null) {
                return new RedisServer(port, process);
            }
        }
        throw new AssertionError("redis-server did not start on any of " + ATTEMPTS + " free ports.");
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// @return `null` if it ended at once, because somebody else took the port
    private static @Nullable Process launch(int port) {
        Process process;
        try {
            process = new ProcessBuilder("redis-server", "--port", "" + port, "--bind", "127.0.0.1", "--save", "",
                    "--appendonly", "no", "--daemonize", "no").redirectErrorStream(true).start();
        } catch (IOException missing) {
            throw new AssertionError(
                    "redis-server does not start. These tests need it on the PATH (Debian: apt-get install redis-server).",
                    missing);
        }
        var log = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        boolean ready = log.lines().anyMatch(line -> line.contains("Ready to accept connections"));
        if (!ready) {
            return null;
        }
        var _ = CompletableFuture.runAsync(() -> log.lines().forEach(_ -> {}), task -> Thread.ofVirtual().start(task));
        return process;
    }

    public int port() {
        return port;
    }

    public String url() {
        return "redis://127.0.0.1:" + port;
    }

    /// Settings for this Redis under a key prefix that nobody else uses.
    RedisConfig config() {
        RedisConfig defaults = RedisConfig.DEFAULTS;
        return new RedisConfig(url(), "test-" + PREFIXES.incrementAndGet() + ":", defaults.connectTimeout(),
                Duration.ofSeconds(5), defaults.maxUnconfirmedBytes());
    }

    /// Ends it at once (SIGKILL), with everything in it.
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /// Starts it again on its port, empty.
    void startAgain() {
        Process started = launch(port);
        if (started == null) {
            throw new AssertionError("redis-server did not start again on port " + port + ".");
        }
        process = started;
    }

    /// Stops it from doing anything while its connections stay open (SIGSTOP).
    void freeze() {
        signal(process, "STOP");
    }

    /// Ends a [#freeze].
    void thaw() {
        signal(process, "CONT");
    }

    static void signal(Process process, String name) {
        try {
            int code = new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor();
            if (code != 0) {
                throw new AssertionError("kill -" + name + " ended with " + code);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while sending a signal.", interrupted);
        }
    }

    /// Runs a command, as typed in `redis-cli`, and returns the first line of the reply.
    String run(String command) {
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.getOutputStream().write((command + "\r\n").getBytes(StandardCharsets.UTF_8));
            var reply = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            String line = reply.readLine();
            if (line == null || line.startsWith("-")) {
                throw new AssertionError(command + ": " + line);
            }
            return line;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Override
    public void close() {
        kill();
    }
}
