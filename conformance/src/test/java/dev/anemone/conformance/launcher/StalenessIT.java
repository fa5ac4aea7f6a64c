package dev.anemone.conformance.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// `./anemone` builds the jar again when something that it is made of has changed, and only then. Here nothing can be built:
/// there is no Maven on the path, and the launcher says so as soon as it wants to.
class StalenessIT {
    private static final String WANTS_TO_BUILD = "anemone: no Maven to build with: install the package maven.\n";
    private static final Duration LATER = Duration.ofHours(1);

    /// What the launcher itself is made of, apart from its shell.
    private static final List<String> TOOLS = List.of("find", "head", "date", "mkdir", "ln", "readlink", "rm", "sleep");

    /// A little of everything that there is.
    private static final List<String> SOURCES = List.of("pom.xml", "server/pom.xml", "sdk-js/pom.xml",
            "server/src/main/java/Main.java", "server/web/package-lock.json", "server/web/install", "LICENSE", "NOTICE",
            "sdk-js/src/index.ts", "sdk-js/src/core/core.ts", "sdk-js/build.mjs", "sdk-js/package.json",
            "sdk-js/package-lock.json", "sdk-js/install", "server/src/test/java/MainTest.java", "sdk-js/README.md",
            "sdk-js/integration/anemone.test.ts");

    @TempDir
    @SuppressWarnings("NullAway.Init") // One for each test.
    private Path folder;

    @SuppressWarnings("NullAway.Init") // Before each test.
    private Launcher launcher;

    @BeforeEach
    void build() throws IOException {
        launcher = Launcher.in(folder.resolve("clone"));
        for (String source : SOURCES) {
            Path file = launcher.root().resolve(source);
            Files.createDirectories(file.getParent());
            Files.createFile(file);
        }
        try (Stream<Path> files = Files.walk(launcher.root())) {
            for (Path file : files.toList()) {
                age(file, Duration.ZERO);
            }
        }
    }

    @Test
    void aJarThatIsNewerThanAllRuns() throws Exception {
        assertThat(version()).matches("Anemone \\S+ \\(Java .+\\)\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pom.xml", "server/pom.xml", "sdk-js/pom.xml", "server/src/main/java/Main.java",
            "server/web/package-lock.json", "server/web/install", "LICENSE", "NOTICE", "sdk-js/src/index.ts",
            "sdk-js/src/core/core.ts", "sdk-js/build.mjs", "sdk-js/package.json", "sdk-js/package-lock.json",
            "sdk-js/install"})
    void whatGoesIntoTheJarMakesItStale(String source) throws Exception {
        age(launcher.root().resolve(source), LATER);

        assertThat(version()).isEqualTo(WANTS_TO_BUILD);
    }

    @ParameterizedTest
    @ValueSource(strings = {"server/src/test/java/MainTest.java", "sdk-js/README.md",
            "sdk-js/integration/anemone.test.ts"})
    void whatDoesNotGoIntoItDoesNot(String source) throws Exception {
        age(launcher.root().resolve(source), LATER);

        assertThat(version()).startsWith("Anemone ");
    }

    @Test
    void aFileThatIsGoneMakesItStale() throws Exception {
        Files.delete(launcher.root().resolve("sdk-js/src/core/core.ts"));
        age(launcher.root().resolve("sdk-js/src/core"), LATER);

        assertThat(version()).isEqualTo(WANTS_TO_BUILD);
    }

    /// Sets when `file` was changed: as much later than the jar.
    private void age(Path file, Duration later) throws IOException {
        FileTime built = Files.getLastModifiedTime(launcher.jar());
        Files.setLastModifiedTime(file, FileTime.from(built.toInstant().plus(later)));
    }

    private String version() throws IOException, InterruptedException {
        Path tools = Files.createDirectories(folder.resolve("tools"));
        for (String tool : TOOLS) {
            Files.createSymbolicLink(tools.resolve(tool), installed(tool));
        }
        return launcher.on(tools).run("", "version").output();
    }

    private static Path installed(String tool) {
        return Stream.of(System.getenv("PATH").split(":"))
                .map(directory -> Path.of(directory, tool))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new AssertionError("There is no " + tool));
    }
}
