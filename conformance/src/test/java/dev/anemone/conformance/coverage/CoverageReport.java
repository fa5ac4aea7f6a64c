package dev.anemone.conformance.coverage;

import dev.anemone.conformance.coverage.Checklist.Statement;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/// The page that says which statement of the protocol is proven, and by which tests.
final class CoverageReport {
    private static final String INTRODUCTION = """
            # Coverage of the protocol

            Generated from the compiled tests and `src/test/resources/checklist.tsv`; a test fails when this page is out of
            date. To write it anew:

                mvn -q test -pl conformance -am -Dtest=CoverageTest -Dsurefire.failIfNoSpecifiedTests=false -Dcoverage=write

            """;

    private final Checklist checklist;
    private final List<AnnotatedTest> tests;

    CoverageReport(Checklist checklist, List<AnnotatedTest> tests) {
        this.checklist = checklist;
        this.tests = tests.stream().sorted(Comparator.comparing(AnnotatedTest::name)).toList();
    }

    String markdown() {
        var page = new StringBuilder(INTRODUCTION);
        page.append("%d of %d statements of the Pusher Channels protocol have a test.\n".formatted(
                covered(checklist.statements()), checklist.statements().size()));
        sections().forEach((title, statements) -> {
            page.append("\n## %s (%d of %d)\n\n| PC | Statement | Proven by |\n|---|---|---|\n".formatted(title,
                    covered(statements), statements.size()));
            statements.forEach(statement -> page.append(row(statement)));
        });
        page.append("\n## RFC 6455\n\n| § | Proven by |\n|---|---|\n");
        testsByRfcSection().forEach((section, names) -> page.append("| %s | %s |\n".formatted(section, names)));
        return page.toString();
    }

    /// The numbers that tests claim and the checklist does not have.
    List<Integer> unknownNumbers() {
        List<Integer> known = checklist.statements().stream().map(Statement::number).toList();
        return tests.stream().flatMap(test -> test.statements().stream()).filter(number -> !known.contains(number))
                .distinct().toList();
    }

    /// The statements that no test proves.
    List<Statement> uncovered() {
        return checklist.statements().stream().filter(statement -> !covered(statement)).toList();
    }

    private boolean covered(Statement statement) {
        return tests.stream().anyMatch(test -> test.proves(statement.number()));
    }

    private Map<String, List<Statement>> sections() {
        return checklist.statements().stream()
                .collect(Collectors.groupingBy(Statement::section, LinkedHashMap::new, Collectors.toList()));
    }

    private long covered(List<Statement> statements) {
        return statements.stream().filter(this::covered).count();
    }

    private String row(Statement statement) {
        String proof = tests.stream().filter(test -> test.proves(statement.number()))
                .map(test -> test.but().isEmpty() ? test.name() : test.name() + " (but not " + test.but() + ")")
                .collect(Collectors.joining("<br>"));
        return "| %03d | %s | %s |\n".formatted(statement.number(), statement.text(), proof.isEmpty() ? "–" : proof);
    }

    private Map<String, String> testsByRfcSection() {
        var names = new TreeMap<String, String>(Comparator.comparing(CoverageReport::padded));
        for (AnnotatedTest test : tests) {
            test.rfcSections().forEach(section -> names.merge(section, test.name(), (a, b) -> a + "<br>" + b));
        }
        return names;
    }

    /// So that 10.4 comes after 9.1.
    private static String padded(String section) {
        return List.of(section.split("\\.", -1)).stream().map(part -> "%3s".formatted(part))
                .collect(Collectors.joining("."));
    }
}
