package dev.anemone.testbed;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// A real Redis of a test's own on a free port of this machine, which keeps nothing unless its options say so. It can be
/// killed, started again on the same port, and frozen: then it accepts connections and answers nothing.
public final class RedisServer implements AutoCloseable {
    private static final int ATTEMPTS = 10;
    private static final Pattern READY = Pattern.compile("Ready to accept connections|\\+monitor master");

    private final int port;
    private final List<String> options;
    private final Path directory;
    private Process process;

    private RedisServer(int port, List<String> options, Path directory, Process process) {
        this.port = port;
        this.options = options;
        this.directory = directory;
        this.process = process;
    }

    /// Starts one, and returns when it accepts connections.
    ///
    /// @param options more of the command line; `%free` in it stands for a free port
    public static RedisServer start(String... options) {
        Path directory = temporary();
        for (int i = 0; i < ATTEMPTS; i++) {
            int port = freePort();
            List<String> filled = Stream.of(options).map(option -> option.replace("%free", "" + freePort())).toList();
            Process process = launch(port, filled, directory);
            if (process != null) {
                return new RedisServer(port, filled, directory, process);
            }
        }
        throw new AssertionError("redis-server did not start on any of " + ATTEMPTS + " free ports.");
    }

    /// Where it writes what a replica or a node of a Cluster must.
    private static Path temporary() {
        try {
            return Files.createTempDirectory("redis");
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /// @return `null` if it ended at once, because somebody else took the port
    private static @Nullable Process launch(int port, List<String> options, Path directory) {
        var command = new ArrayList<>(List.of("redis-server"));
        options.stream().filter(option -> option.endsWith(".conf")).forEach(command::add);
        command.addAll(List.of("--port", "" + port, "--bind", "127.0.0.1", "--daemonize", "no"));
        if (!options.contains("--sentinel")) {
            command.addAll(List.of("--save", "", "--appendonly", "no", "--repl-diskless-sync-delay", "0"));
        }
        options.stream().filter(option -> !option.endsWith(".conf")).forEach(command::add);
        Process process;
        try {
            process = new ProcessBuilder(command).directory(directory.toFile()).redirectErrorStream(true).start();
        } catch (IOException missing) {
            throw new AssertionError(
                    "redis-server does not start. These tests need it on the PATH (Debian: apt-get install redis-server).",
                    missing);
        }
        var log = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        boolean ready = log.lines().anyMatch(READY.asPredicate());
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

    /// The value of an option it was started with.
    public String option(String name) {
        return options.get(options.indexOf(name) + 1);
    }

    /// Ends it at once (SIGKILL), with everything in it.
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    public boolean isRunning() {
        return process.isAlive();
    }

    /// Starts it again on its port, with what its options had it keep: nothing, as a rule.
    public void startAgain() {
        Process started = launch(port, options, directory);
        if (started == null) {
            throw new AssertionError("redis-server did not start again on port " + port + ".");
        }
        process = started;
    }

    /// Stops it from doing anything while its connections stay open (SIGSTOP).
    public void freeze() {
        Signal.STOP.to(process);
    }

    /// Ends a [#freeze].
    public void thaw() {
        Signal.CONT.to(process);
    }

    /// Runs a command, as typed in `redis-cli`, and returns the first line of the reply.
    public String run(String command) {
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

    /// Everything Redis is asked from now on, what scripts ask included.
    public Monitor monitor() {
        return new Monitor(port);
    }

    /// Hears what a Redis is asked.
    public static final class Monitor implements AutoCloseable {
        private static final AtomicInteger MOMENTS = new AtomicInteger();

        private final int port;
        private final Socket socket;
        private final BufferedReader lines;

        private Monitor(int port) {
            this.port = port;
            try {
                socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.getOutputStream().write("MONITOR\r\n".getBytes(StandardCharsets.UTF_8));
                lines = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
                lines.readLine(); // OK
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }

        /// All that was asked up to this moment, a line each.
        public List<String> soFar() {
            String end = "that is all " + MOMENTS.incrementAndGet();
            cli("-p", "" + port, "ECHO", end);
            return lines.lines().takeWhile(line -> !line.contains(end)).toList();
        }

        @Override
        public void close() {
            try {
                socket.close();
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
        }
    }

    /// Runs a command with `redis-cli`, and returns its whole output.
    public static String cli(String... arguments) {
        var command = new ArrayList<>(List.of("redis-cli"));
        command.addAll(List.of(arguments));
        try {
            Process cli = new ProcessBuilder(command).redirectErrorStream(true).start();
            String output = new String(cli.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (cli.waitFor() != 0) {
                throw new AssertionError(command + ": " + output);
            }
            return output;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError("Interrupted while redis-cli was at work.", interrupted);
        }
    }

    @Override
    public void close() {
        kill();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
