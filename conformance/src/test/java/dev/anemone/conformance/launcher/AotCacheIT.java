package dev.anemone.conformance.launcher;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./anemone aot`: later starts use the cache, and whatever is wrong with it, they work and say nothing of it.
class AotCacheIT {
    private static final String ONE_LINE = "Anemone \\S+ \\(Java [^\n]+\\)\n";

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it.
    private static Path trained;

    @TempDir
    @SuppressWarnings("NullAway.Init") // One for each test.
    private Path folder;

    @BeforeAll
    static void train() throws Exception {
        Launcher launcher = Launcher.in(trained);
        Files.writeString(launcher.cache(), "Training puts a cache in the place of what is there.");

        Launcher.Outcome outcome = launcher.run("", "aot");

        assertThat(outcome.exitCode()).as(outcome.output()).isZero();
        assertThat(outcome.output()).containsPattern("wrote \\S.*/server/target/anemone.aot, [0-9]+ MB, in [0-9]+ s\n");
        assertThat(launcher.cache()).isNotEmptyFile();
    }

    @Test
    void aStartMapsWhatWasTrained() throws Exception {
        assertThat(usesTheCache(trained())).isTrue();
    }

    @Test
    void aBrokenCacheIsIgnored() throws Exception {
        Launcher launcher = trained();
        byte[] bytes = Files.readAllBytes(launcher.cache());

        for (byte[] broken : new byte[][]{Arrays.copyOf(bytes, bytes.length / 2), "no cache".getBytes(UTF_8), {}}) {
            Files.write(launcher.cache(), broken);
            assertThat(usesTheCache(launcher)).isFalse();
        }
    }

    @Test
    void aCacheThatIsOlderThanTheJarIsIgnored() throws Exception {
        Launcher launcher = trained();
        FileTime later = FileTime
                .from(Files.getLastModifiedTime(launcher.cache()).toInstant().plus(Duration.ofHours(1)));
        Files.setLastModifiedTime(launcher.jar(), later);

        assertThat(usesTheCache(launcher)).isFalse();
    }

    @Test
    void aCacheOfAnotherJarIsIgnored() throws Exception {
        Launcher launcher = trained();
        FileTime earlier = FileTime
                .from(Files.getLastModifiedTime(launcher.jar()).toInstant().minus(Duration.ofHours(1)));
        Files.setLastModifiedTime(launcher.jar(), earlier);

        assertThat(usesTheCache(launcher)).isFalse();
    }

    @Test
    void aCacheOfAnotherKindOfHeapIsIgnored() throws Exception {
        Launcher launcher = trained();

        assertSaysItsVersionAlone(launcher.run("-XX:-UseSerialGC -XX:+UseZGC -XX:-UseCompactObjectHeaders", "version"));
    }

    @Test
    void aSmallHeapIsNothingToTalkAbout() throws Exception {
        assertSaysItsVersionAlone(trained().run("-Xmx32m", "version"));
    }

    /// Whether our own classes come out of the cache, as the JVM tells. The start must work, without a word more.
    private boolean usesTheCache(Launcher launcher) throws IOException, InterruptedException {
        Path loaded = folder.resolve("loaded");
        assertSaysItsVersionAlone(launcher.run("-Xlog:class+load:file=" + loaded, "version"));
        assertThat(loaded).content().contains("dev.anemone.server.Main source: ");
        return Files.readString(loaded).contains("dev.anemone.server.Main source: shared objects file");
    }

    private static void assertSaysItsVersionAlone(Launcher.Outcome outcome) {
        assertThat(outcome.output()).matches(ONE_LINE);
        assertThat(outcome.exitCode()).isZero();
    }

    /// A copy of all that the training left, for a test to spoil.
    private Launcher trained() throws IOException {
        Launcher copy = Launcher.in(folder.resolve("a copy"));
        Files.copy(new Launcher(trained).cache(), copy.cache(), StandardCopyOption.COPY_ATTRIBUTES);
        return copy;
    }
}
