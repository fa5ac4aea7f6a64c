package dev.anemone.conformance.libraries;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.anemone.conformance.server.AnemoneProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// A folder of `conformance/js`, run by Node's own test runner against servers that the scripts start themselves. Each
/// test of theirs becomes a test of ours, and what the runner prints is shown as it comes.
final class NodeSuite {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Path SCRIPTS = Path.of("js").toAbsolutePath();
    private static final String SUFFIX = ".test.mjs";
    private static final Path REPORTS = Path.of("target", "node-reports").toAbsolutePath();

    private final String folder;
    private final Map<String, String> variables;
    private final Set<String> scripts;

    NodeSuite(String folder) {
        this(folder, Map.of());
    }

    /// A folder whose scripts are told something.
    ///
    /// @param variables for Node's environment
    NodeSuite(String folder, Map<String, String> variables) {
        this(folder, variables, Set.of());
    }

    /// Some scripts of a folder, which has had its turn without them being told something.
    ///
    /// @param scripts by what they are called before `.test.mjs`
    NodeSuite(String folder, Map<String, String> variables, Set<String> scripts) {
        this.folder = folder;
        this.variables = Map.copyOf(variables);
        this.scripts = Set.copyOf(scripts);
    }

    /// Runs all scripts of the folder, and returns their tests with the outcomes.
    Stream<DynamicTest> run() throws IOException, InterruptedException {
        Path report = Files.createDirectories(REPORTS).resolve(folder + (scripts.isEmpty() ? "" : "-again") + ".xml");
        int exitCode = runNode(report);
        List<NodeReport.Outcome> outcomes = NodeReport.read(report);
        boolean failureWithoutCulprit = exitCode != 0 && outcomes.stream().noneMatch(NodeReport.Outcome::failed);
        if (outcomes.isEmpty() || failureWithoutCulprit) {
            throw new AssertionError("Node ended with " + exitCode + " and a report of " + outcomes.size() + " tests");
        }
        return outcomes.stream().map(outcome -> DynamicTest.dynamicTest(outcome.test(), outcome::verify));
    }

    private int runNode(Path report) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(command(report)).directory(SCRIPTS.toFile())
                .redirectErrorStream(true);
        builder.environment().put("CONFORMANCE_SERVER",
                new ObjectMapper().writeValueAsString(AnemoneProcess.program()));
        builder.environment().putAll(variables);
        Process node = builder.start();
        try {
            // Not a virtual thread: reading a pipe holds on to its carrier, and there are few of those.
            Thread printer = Thread.ofPlatform().daemon().name("node-output").start(() -> print(node));
            if (!node.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("Node was still testing " + folder + " after " + LIMIT);
            }
            printer.join();
            return node.exitValue();
        } finally {
            Stream.concat(node.descendants(), Stream.of(node.toHandle())).forEach(ProcessHandle::destroyForcibly);
        }
    }

    private List<String> command(Path report) throws IOException {
        // Node 20 has a WebSocket behind that option; pusher-js brings its own.
        // Side by side: pusher-js leaves a timer of 30 s behind when a server closes it for good.
        List<String> command = new ArrayList<>(
                List.of("node", "--experimental-websocket", "--test", "--test-concurrency=3", "--test-reporter=spec",
                        "--test-reporter-destination=stdout", "--test-reporter=junit",
                        "--test-reporter-destination=" + report));
        try (Stream<Path> files = Files.list(SCRIPTS.resolve(folder))) {
            files.map(Path::toString).filter(this::wanted).sorted().forEach(command::add);
        }
        return command;
    }

    private boolean wanted(String script) {
        String name = Path.of(script).getFileName().toString();
        return name.endsWith(SUFFIX)
                && (scripts.isEmpty() || scripts.contains(name.substring(0, name.length() - SUFFIX.length())));
    }

    private static void print(Process process) {
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            reader.lines().forEach(System.out::println);
        } catch (IOException e) {
            System.out.println("What Node printed cannot be read: " + e);
        }
    }
}
