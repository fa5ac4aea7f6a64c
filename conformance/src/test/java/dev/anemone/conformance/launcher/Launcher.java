package dev.anemone.conformance.launcher;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/// The launcher in a folder of its own, with the jar and what else it needs and without the sources: it builds nothing.
///
/// @param root the folder
/// @param path where it looks for programs, as the variable `PATH`
record Launcher(Path root, String path) {
    private static final Path SOURCES = Path.of("..");
    private static final List<String> FILES = List.of("anemone", "server/jvm.options", "deploy/image/train");
    private static final long LIMIT_MINUTES = 5;

    /// What a command printed, both streams as one, and its exit code.
    record Outcome(String output, int exitCode) {}

    /// On the path of this process.
    Launcher(Path root) {
        this(root, System.getenv("PATH"));
    }

    static Launcher in(Path root) throws IOException {
        for (String file : FILES) {
            copy(SOURCES.resolve(file), root.resolve(file));
        }
        var launcher = new Launcher(root);
        copy(Path.of(System.getProperty("anemone.jar", SOURCES.resolve("server/target/anemone.jar").toString())),
                launcher.jar());
        return launcher;
    }

    /// The same, where there are no programs but those in `folder`.
    Launcher on(Path folder) {
        return new Launcher(root, folder.toString());
    }

    Path jar() {
        return root.resolve("server/target/anemone.jar");
    }

    Path cache() {
        return root.resolve("server/target/anemone.aot");
    }

    /// @param javaOptions more options for the JVM, separated by spaces
    Outcome run(String javaOptions, String... arguments) throws IOException, InterruptedException {
        var builder = new ProcessBuilder(
                Stream.concat(Stream.of(root.resolve("anemone").toString()), Stream.of(arguments)).toList());
        builder.environment().put("PATH", path);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("ANEMONE_JAVA_OPTS", javaOptions);
        Process process = builder.redirectErrorStream(true).start();
        try {
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(LIMIT_MINUTES, TimeUnit.MINUTES)) {
                throw new AssertionError("Still running: " + output);
            }
            return new Outcome(output, process.exitValue());
        } finally {
            process.destroy();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        Files.createDirectories(to.getParent());
        Files.copy(from, to, StandardCopyOption.COPY_ATTRIBUTES);
    }
}
