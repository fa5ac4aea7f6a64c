package dev.anemone.conformance.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Keeps together what belongs together in the files of the containers, without an engine; `deploy/try` runs them.
class DeploymentTest {
    private static final Path ROOT = Path.of("..");
    private static final Path COMPOSE = ROOT.resolve("docker-compose.yml");

    @Test
    void initWritesWhatComposeAsksFor(@TempDir Path folder) throws Exception {
        Map<String, String> written = variables(init(folder.resolve("env")));

        assertThat(written).containsKeys(matches("\\$\\{([A-Z_]+):\\?run deploy/init first}", COMPOSE))
                .allSatisfy((_, value) -> assertThat(value).isNotBlank());
        assertThat(Set.of(matches("\\$\\{([A-Z_]+):\\?", COMPOSE))).hasSize(4);
        assertThat(Set.of(matches("\\$\\{([A-Z_]+)[:}]", COMPOSE))).containsAll(written.keySet());
    }

    @Test
    void initWritesOtherSecretsEachTimeForItsOwnerAlone(@TempDir Path folder) throws Exception {
        Path file = init(folder.resolve("first"));
        Map<String, String> first = variables(file);
        Map<String, String> second = variables(init(folder.resolve("second")));

        for (String secret : Set.of("ANEMONE_APP_KEY", "ANEMONE_APP_SECRET", "ANEMONE_APP_TOKEN_KEY")) {
            assertThat(first.get(secret)).as(secret).hasSizeGreaterThanOrEqualTo(20).isNotEqualTo(second.get(secret));
        }
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file))).isEqualTo("rw-------");
    }

    @Test
    void initNeverOverwrites(@TempDir Path folder) throws Exception {
        Path file = init(folder.resolve("env"));
        String before = Files.readString(file);

        assertThat(init(file)).hasContent(before);
    }

    @Test
    void theImageStartsTheJvmAsTheLauncherDoes() {
        assertThat(ROOT.resolve("anemone")).content().contains("@$root/server/jvm.options").doesNotContain("-XX:+Use");
        assertThat(ROOT.resolve("Dockerfile")).content().contains("/src/server/jvm.options");
        assertThat(ROOT.resolve("deploy/image/anemone")).content().contains("@/opt/anemone/jvm.options")
                .doesNotContain("-XX:+Use");
    }

    /// Names that anybody can give to an image of their own, and nothing to be fetched before a build can begin.
    @Test
    void imagesAreNamedSoThatOthersCanStandIn() throws IOException {
        for (Path file : Set.of(COMPOSE, ROOT.resolve("Dockerfile"))) {
            assertThat(file).content().doesNotContain("# syntax=", "@sha256:", "alpine");
        }
    }

    private static Path init(Path file) throws IOException, InterruptedException {
        Process process = new ProcessBuilder("sh", ROOT.resolve("deploy/init").toString(), file.toString())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(output).isZero();
        return file;
    }

    private static Map<String, String> variables(Path file) throws IOException {
        return Files.readAllLines(file)
                .stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .map(line -> line.split("=", 2))
                .collect(Collectors.toMap(parts -> parts[0], parts -> parts[1]));
    }

    /// What the group of `pattern` matched in `file`, each text once.
    private static String[] matches(String pattern, Path file) throws IOException {
        return Arrays.stream(Files.readString(file).split("\n", -1))
                .flatMap(line -> Pattern.compile(pattern).matcher(line).results())
                .map(match -> match.group(1))
                .distinct()
                .toArray(String[]::new);
    }
}
