package dev.anemone.conformance.coverage;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// The protocol in single numbered statements, in the order of their numbers.
record Checklist(List<Statement> statements) {
    /// One of them.
    record Statement(int number, String section, String text) {
        private static Statement parse(String line) {
            String[] cells = line.split("\t", -1);
            return new Statement(Integer.parseInt(cells[0]), cells[1], cells[2]);
        }
    }

    static Checklist load() {
        try (InputStream resource = Checklist.class.getResourceAsStream("/checklist.tsv")) {
            if (resource == null) {
                throw new IllegalStateException("checklist.tsv is not on the class path");
            }
            return new Checklist(new String(resource.readAllBytes(), StandardCharsets.UTF_8).lines()
                    .filter(line -> !line.startsWith("#")).map(Statement::parse).toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
