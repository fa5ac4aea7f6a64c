package dev.anemone.conformance.documents;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Keeps the pages true where a program can tell.
class DocumentsTest {
    private static final Path ROOT = Path.of("..");
    private static final Path DOCS = ROOT.resolve("docs");
    private static final Set<String> NOT_OURS = Set.of("node_modules", "target", ".git");
    private static final int ONE_PAGE_LINES = 60;

    @Test
    void everyLinkLeadsSomewhere() throws IOException {
        List<Page> pages = files(ROOT).filter(file -> file.toString().endsWith(".md")).map(Page::read).toList();

        assertThat(pages).hasSizeGreaterThan(10);
        assertThat(pages.stream().flatMap(Page::brokenLinks)).isEmpty();
    }

    @Test
    void everyNameInTheProtocolPageIsASourceFile() throws IOException {
        Set<String> sources = files(ROOT).map(file -> file.getFileName().toString())
                .filter(name -> name.endsWith(".java"))
                .map(name -> name.substring(0, name.length() - ".java".length()))
                .collect(Collectors.toSet());
        List<String> names = Page.read(DOCS.resolve("protocol.md")).text().lines()
                .filter(line -> line.startsWith("| "))
                .flatMap(row -> matches("`([A-Z][A-Za-z0-9]+)`", row))
                .toList();

        assertThat(names).hasSizeGreaterThan(50);
        assertThat(sources).containsAll(names);
    }

    @Test
    void everyCloseCodeHasAHeadingInTheErrorPage() throws IOException {
        String closeCodes = Files.readString(
                ROOT.resolve("gateway/src/main/java/dev/anemone/gateway/protocol/CloseCode.java"));
        List<String> numbers = matches("\\(([0-9]{4}),", closeCodes)
                .filter(number -> !number.equals("1000")) // The orderly end is no error.
                .toList();

        assertThat(numbers).hasSizeGreaterThan(10);
        assertThat(Page.read(DOCS.resolve("errors.md")).headings()).containsAll(numbers);
    }

    @Test
    void everyCodeOfTheAuthServiceIsInTheErrorPage() throws IOException {
        String codes = Files.readString(ROOT.resolve("auth/src/main/java/dev/anemone/auth/http/AuthError.java"));
        List<String> rows = matches("\\([0-9]{3}, \"([a-z_]+)\"\\)", codes).map(code -> "| `" + code + "` |").toList();

        assertThat(rows).hasSizeGreaterThan(10);
        assertThat(Page.read(DOCS.resolve("errors.md")).text()).contains(rows);
    }

    @Test
    void everyDecisionHasItsPartsOnOnePage() throws IOException {
        List<Path> decisions = files(DOCS.resolve("adr")).sorted().toList();

        assertThat(decisions.stream().map(file -> Integer.parseInt(file.getFileName().toString().substring(0, 4))))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, decisions.size()).boxed().toList());
        for (Path file : decisions) {
            Page decision = Page.read(file);
            assertThat(decision.text()).as("%s", file).contains("**Status:**");
            assertThat(decision.text().lines()).as("%s", file).hasSizeLessThanOrEqualTo(ONE_PAGE_LINES);
            assertThat(decision.headings().skip(1)).as("%s", file).containsExactly("Context", "Decision",
                    "Consequences", "Rejected");
        }
    }

    private static Stream<String> matches(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        return matcher.results().map(match -> match.group(1));
    }

    /// The files below `folder` that are ours.
    private static Stream<Path> files(Path folder) throws IOException {
        try (Stream<Path> found = Files.walk(folder)) {
            return found.filter(Files::isRegularFile)
                    .filter(file -> IntStream.range(0, file.getNameCount())
                            .noneMatch(i -> NOT_OURS.contains(file.getName(i).toString())))
                    .toList()
                    .stream();
        }
    }
}
