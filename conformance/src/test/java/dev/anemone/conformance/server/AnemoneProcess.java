package dev.anemone.conformance.server;

import dev.anemone.conformance.wire.Endpoint;
import dev.anemone.testbed.Signal;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A server of our own: the runnable jar as users start it, on ports of its own choice, seen only from outside.
public final class AnemoneProcess implements AutoCloseable {
    private static final Pattern FIRST_LINE = Pattern
            .compile("Anemone \\S+ listening on (https?://\\S+) \\(admin (http://\\S+)\\)");
    private static final Pattern ERROR_LOGGED = Pattern.compile("(?m)^\\S+Z ERROR |^Exception in thread");
    private static final Pattern HISTOGRAM_LINE = Pattern.compile("(?m)^ *\\d+: +(\\d+) +(\\d+) +(\\S+)");
    private static final Pattern RESIDENT = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
    private static final Duration START_LIMIT = Duration.ofSeconds(60);
    private static final Duration STOP_LIMIT = Duration.ofSeconds(10);
    /// Soon up to speed.
    private static final List<String> TESTING = List.of("-XX:TieredStopAtLevel=1");
    /// What the launcher adds for a server to the options that all have.
    private static final List<String> LAUNCHED = List.of("-XX:+ExitOnOutOfMemoryError");

    private final Process process;
    private final Path configuration;
    private final Output output;
    private final Output errors;
    private final Endpoint endpoint;

    private AnemoneProcess(Process process, Path configuration, String pathPrefix) {
        this.process = process;
        this.configuration = configuration;
        this.output = new Output(process.getInputStream());
        this.errors = new Output(process.getErrorStream());
        Endpoint main = Endpoint.of(URI.create(addresses().group(1)));
        this.endpoint = new Endpoint(main.host(), main.port(), pathPrefix);
    }

    /// Starts a server and waits until it listens.
    public static AnemoneProcess start(Setup setup) {
        return start(setup, Map.of());
    }

    /// Starts a server with more variables in its environment, and waits until it listens.
    public static AnemoneProcess start(Setup setup, Map<String, String> variables) {
        return start(setup.toString(), setup.yaml(), TESTING, variables, setup.pathPrefix());
    }

    /// Starts a server with settings of a test's own, on free ports.
    public static AnemoneProcess start(String name, String settings) {
        return start(name, settings, Map.of());
    }

    /// The same with more variables in its environment.
    public static AnemoneProcess start(String name, String settings, Map<String, String> variables) {
        return start(name, Setup.FREE_PORTS + settings, TESTING, variables, "");
    }

    /// The same with the JVM as the launcher script sets it up, for tests of what a process costs.
    public static AnemoneProcess startAsLaunched(String name, String settings) {
        return start(name, Setup.FREE_PORTS + settings, LAUNCHED, Map.of(), "");
    }

    private static AnemoneProcess start(String name, String yaml, List<String> options, Map<String, String> variables,
            String pathPrefix) {
        try {
            Path configuration = Files.createTempFile("anemone-" + name, ".yaml");
            Files.writeString(configuration, yaml);
            var builder = new ProcessBuilder(command(options, configuration));
            builder.environment().putAll(variables);
            Process process = builder.start();
            try {
                return new AnemoneProcess(process, configuration, pathPrefix);
            } catch (IllegalStateException e) {
                process.destroyForcibly();
                Files.delete(configuration);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What starts Anemone on the Java that runs these tests; one of its commands is to follow.
    public static List<String> program() {
        return program(TESTING);
    }

    private static List<String> program(List<String> options) {
        Path common = Path.of("../server/jvm.options").toAbsolutePath().normalize();
        return Stream.of(List.of(jdkTool("java"), "@" + common), options, List.of("-jar", jar().toString()))
                .flatMap(List::stream).toList();
    }

    private static List<String> command(List<String> options, Path configuration) {
        return Stream.concat(program(options).stream(), Stream.of("serve", "--config", configuration.toString()))
                .toList();
    }

    private static String jdkTool(String name) {
        return Path.of(System.getProperty("java.home"), "bin", name).toString();
    }

    private static Path jar() {
        Path jar = Path.of(System.getProperty("anemone.jar", "../server/target/anemone.jar")).toAbsolutePath()
                .normalize();
        if (!Files.exists(jar)) {
            throw new IllegalStateException("No " + jar + ". Build it: mvn package -Dquick -pl server -am");
        }
        return jar;
    }

    private Matcher addresses() {
        try {
            String line = output.firstLine.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
            Matcher matcher = FIRST_LINE.matcher(line);
            if (matcher.matches()) {
                return matcher;
            }
            throw new IllegalStateException("Expected the addresses on the first line, got: " + line + "\n" + errors);
        } catch (TimeoutException | ExecutionException e) {
            throw new IllegalStateException("The server did not start.\n" + output + "\n" + errors, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    public Endpoint endpoint() {
        return endpoint;
    }

    /// Where the metrics are.
    public URI adminUrl() {
        return URI.create(addresses().group(2));
    }

    /// What `/metrics` says at this moment.
    public Metrics metrics() {
        return Metrics.of(Endpoint.of(adminUrl()));
    }

    /// How many files and sockets it has open.
    public int descriptors() {
        String[] open = Path.of("/proc", Long.toString(process.pid()), "fd").toFile().list();
        if (open == null) {
            throw new AssertionError("The process has ended.\n" + errors);
        }
        return open.length;
    }

    /// Collects all garbage, and counts the bytes of the objects that are left. What fills the places of dead ones is none: the
    /// collector may leave some rather than move all that is behind it.
    public long liveHeapBytes() {
        return histogram().stream().filter(line -> !line.group(3).contains("jdk.internal.vm.Filler"))
                .mapToLong(line -> Long.parseLong(line.group(2))).sum();
    }

    /// Collects all garbage, and counts the objects of a class that are left.
    ///
    /// @param name as it stands in the code, with its package
    public int liveInstances(String name) {
        return histogram().stream().filter(line -> line.group(3).equals(name))
                .mapToInt(line -> Integer.parseInt(line.group(1))).sum();
    }

    /// For each class how many there are, how many bytes they take, and its name.
    private List<MatchResult> histogram() {
        String histogram = diagnose("GC.class_histogram");
        List<MatchResult> classes = HISTOGRAM_LINE.matcher(histogram).results().toList();
        if (classes.isEmpty()) {
            throw new AssertionError("Expected a histogram of the heap, got:\n" + histogram);
        }
        return classes;
    }

    private String diagnose(String command) {
        try {
            Process jcmd = new ProcessBuilder(jdkTool("jcmd"), Long.toString(process.pid()), command)
                    .redirectErrorStream(true).start();
            return new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// How much memory it occupies, by what Linux says.
    public long residentBytes() {
        try {
            String status = Files.readString(Path.of("/proc/" + process.pid() + "/status"));
            Matcher resident = RESIDENT.matcher(status);
            if (resident.find()) {
                return Long.parseLong(resident.group(1)) << 10;
            }
            throw new IllegalStateException("No resident set in:\n" + status);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// What it has written to standard error so far.
    public String log() {
        return errors.toString();
    }

    /// What it has printed so far, and what it has logged.
    public String said() {
        return output + "\n" + errors;
    }

    /// Asks the process to stop (SIGTERM), and does not wait.
    public void terminate() {
        process.destroy();
    }

    /// Ends the process at once (SIGKILL).
    public void kill() {
        process.destroyForcibly().onExit().join();
    }

    /// Stops the process from doing anything while its connections stay open (SIGSTOP).
    public void freeze() {
        Signal.STOP.to(process);
    }

    /// Ends a [#freeze].
    public void thaw() {
        Signal.CONT.to(process);
    }

    public boolean running() {
        return process.isAlive();
    }

    /// Waits for the process to end, and returns its exit code.
    public int awaitExit() {
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("Still running " + STOP_LIMIT + " after it was asked to stop.\n" + output
                        + "\n" + errors);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /// Stops the process. Fails if it has logged an error: whatever clients send, the fault is theirs.
    @Override
    public void close() {
        terminate();
        try {
            if (!process.waitFor(STOP_LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            Files.deleteIfExists(configuration);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
        if (ERROR_LOGGED.matcher(errors.toString()).find()) {
            throw new AssertionError("The server logged an error of its own:\n" + errors);
        }
    }

    /// One of a process's two streams, read as it comes so that the process never waits for us.
    private static final class Output {
        private final CompletableFuture<String> firstLine = new CompletableFuture<>();
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        Output(InputStream stream) {
            // Not a virtual thread: reading a pipe holds on to its carrier, and there are few of those.
            Thread.ofPlatform().daemon().name("anemone-output").start(() -> read(stream));
        }

        private void read(InputStream stream) {
            try (var reader = new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                    lines.add(line);
                    firstLine.complete(line);
                }
                firstLine.completeExceptionally(new IllegalStateException("It ended without a word"));
            } catch (IOException e) {
                firstLine.completeExceptionally(e);
            }
        }

        @Override
        public String toString() {
            return String.join("\n", lines);
        }
    }
}
