package dev.anemone.conformance.libraries;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.server.AnemoneProcess;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/// Scripts in Node, run by a test runner of Node's against servers that they start themselves. Each test of theirs becomes
/// a test of ours, and what the runner prints is shown as it comes.
final class NodeSuite {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Path SCRIPTS = Path.of("js").toAbsolutePath();
    private static final String SUFFIX = ".test.mjs";
    private static final Path CLIENT = Path.of("../sdk-js").toAbsolutePath().normalize();
    private static final Path REPORTS = Path.of("target", "node-reports").toAbsolutePath();

    private final String name;
    private final Path directory;
    private final Runner runner;
    private final Map<String, String> variables;

    /// A folder of `conformance/js`.
    NodeSuite(String folder) {
        this(folder, Map.of());
    }

    /// A folder of `conformance/js` whose scripts are told something.
    ///
    /// @param variables for Node's environment
    NodeSuite(String folder, Map<String, String> variables) {
        this(folder, SCRIPTS, report -> nodeTest(folder, Set.of(), report), "CONFORMANCE_SERVER", variables);
    }

    /// Some scripts of a folder, which has had its turn without them being told something.
    ///
    /// @param scripts by what they are called before `.test.mjs`
    NodeSuite(String folder, Map<String, String> variables, Set<String> scripts) {
        this(folder + "-again", SCRIPTS, report -> nodeTest(folder, scripts, report), "CONFORMANCE_SERVER", variables);
    }

    private NodeSuite(String name, Path directory, Runner runner, String server, Map<String, String> variables) {
        this.name = name;
        this.directory = directory;
        this.runner = runner;
        this.variables = new HashMap<>(variables);
        this.variables.put(server, Json.text(AnemoneProcess.program()));
    }

    /// What `npm run` calls by this name in `sdk-js`, which is built already.
    ///
    /// @param variables for Node's environment
    static NodeSuite ofClient(String script, Map<String, String> variables) {
        return new NodeSuite(script, CLIENT, report -> vitest(script, report), "SDK_SERVER", variables);
    }

    /// What runs the tests, and writes a report of them in the form of JUnit's.
    private interface Runner {
        List<String> command(Path report) throws IOException;
    }

    /// Runs all scripts, and returns their tests with the outcomes.
    Stream<DynamicTest> run() throws IOException, InterruptedException {
        Path report = Files.createDirectories(REPORTS).resolve(name + ".xml");
        int exitCode = runNode(report);
        List<NodeReport.Outcome> outcomes = NodeReport.read(report);
        boolean failureWithoutCulprit = exitCode != 0 && outcomes.stream().noneMatch(NodeReport.Outcome::failed);
        if (outcomes.isEmpty() || failureWithoutCulprit) {
            throw new AssertionError("Node ended with " + exitCode + " and a report of " + outcomes.size() + " tests");
        }
        return outcomes.stream().map(outcome -> DynamicTest.dynamicTest(outcome.test(), outcome::verify));
    }

    private int runNode(Path report) throws IOException, InterruptedException {
        ProcessBuilder builder = new ProcessBuilder(runner.command(report)).directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().putAll(variables);
        Process node = builder.start();
        try {
            // Not a virtual thread: reading a pipe holds on to its carrier, and there are few of those.
            Thread printer = Thread.ofPlatform().daemon().name("node-output").start(() -> print(node));
            if (!node.waitFor(LIMIT.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError("Node was still testing " + name + " after " + LIMIT);
            }
            printer.join();
            return node.exitValue();
        } finally {
            Stream.concat(node.descendants(), Stream.of(node.toHandle())).forEach(ProcessHandle::destroyForcibly);
        }
    }

    /// @param scripts which of the folder, all if there are none here
    private static List<String> nodeTest(String folder, Set<String> scripts, Path report) throws IOException {
        // Node 20 has a WebSocket behind that option; pusher-js brings its own.
        // Side by side: pusher-js leaves a timer of 30 s behind when a server closes it for good.
        List<String> command = new ArrayList<>(
                List.of("node", "--experimental-websocket", "--test", "--test-concurrency=3", "--test-reporter=spec",
                        "--test-reporter-destination=stdout", "--test-reporter=junit",
                        "--test-reporter-destination=" + report));
        try (Stream<Path> files = Files.list(SCRIPTS.resolve(folder))) {
            files.map(Path::toString).filter(file -> wanted(file, scripts)).sorted().forEach(command::add);
        }
        return command;
    }

    private static boolean wanted(String file, Set<String> scripts) {
        String name = Path.of(file).getFileName().toString();
        return name.endsWith(SUFFIX)
                && (scripts.isEmpty() || scripts.contains(name.substring(0, name.length() - SUFFIX.length())));
    }

    private static List<String> vitest(String script, Path report) {
        return List.of("node_modules/.bin/vitest", "run", "--config", "vitest." + script + ".config.ts",
                "--reporter=verbose", "--reporter=junit", "--outputFile.junit=" + report);
    }

    private static void print(Process process) {
        try (var reader = new BufferedReader(new InputStreamReader(process.getInputStream(), UTF_8))) {
            reader.lines().forEach(System.out::println);
        } catch (IOException e) {
            System.out.println("What Node printed cannot be read: " + e);
        }
    }
}
