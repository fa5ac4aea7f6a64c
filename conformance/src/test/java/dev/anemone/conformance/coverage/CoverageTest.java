package dev.anemone.conformance.coverage;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Keeps `COVERAGE.md` true. With `-Dcoverage=write` it writes the page first.
class CoverageTest {
    private static final Path PAGE = Path.of("COVERAGE.md");

    private final Checklist checklist = Checklist.load();
    private final CoverageReport report = new CoverageReport(checklist, compiledTests());

    @Test
    void theCommittedPageIsTheGeneratedOne() throws IOException {
        if ("write".equals(System.getProperty("coverage"))) {
            Files.writeString(PAGE, report.markdown());
        }

        String committed = Files.readString(PAGE);
        assertThat(report.markdown().lines().filter(line -> !committed.contains(line)))
                .as("COVERAGE.md lacks these lines; its head says how to write it anew").isEmpty();
        assertThat(committed.equals(report.markdown()))
                .as("COVERAGE.md has lines too many; its head says how to write it anew").isTrue();
    }

    @Test
    void everyStatementHasATest() {
        assertThat(report.uncovered()).isEmpty();
    }

    @Test
    void testsClaimOnlyStatementsThatExist() {
        assertThat(report.unknownNumbers()).isEmpty();
    }

    @Test
    void theChecklistIsNumberedWithoutGaps() {
        assertThat(checklist.statements().stream().map(Checklist.Statement::number))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 250).boxed().toList());
    }

    /// The suite was shown to fail where a server is known to do otherwise: the body of `/events`, the values of
    /// `GET /channels`, the data of success, a duplicate subscribe, a private channel with `channel_data`, a stale timestamp.
    @Test
    void theSuiteHasFoundWhatAnotherServerIsKnownToDoOtherwise() throws IOException {
        String deviations = Files.readString(Path.of("SOKETI.md"));

        assertThat(List.of(180, 205, 57, 64, 78, 169))
                .allSatisfy(number -> assertThat(deviations).contains("\n| %03d | ".formatted(number)));
    }

    private static List<AnnotatedTest> compiledTests() {
        Path root = classPathRoot();
        try (Stream<Path> files = Files.walk(root)) {
            return files.map(root::relativize).map(Path::toString).filter(name -> name.endsWith("IT.class"))
                    .map(name -> name.substring(0, name.length() - ".class".length()).replace('/', '.'))
                    .map(CoverageTest::load).flatMap(AnnotatedTest::of).toList();
        } catch (IOException e) {
            throw new IllegalStateException("Cannot read the compiled tests in " + root, e);
        }
    }

    private static Path classPathRoot() {
        return Path.of(URI.create(CoverageTest.class.getProtectionDomain().getCodeSource().getLocation().toString()));
    }

    /// Without running its initializers: nothing is started to count tests.
    private static Class<?> load(String name) {
        try {
            return Class.forName(name, false, CoverageTest.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
