package dev.anemone.conformance.audit;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The rows that `conformance/audit` makes its page of: one line for each trial, in the file that `-Daudit.rows` names.
final class Report {
    private Report() {}

    /// Adds a row, or shows it if there is no such file.
    static synchronized void add(Result result) {
        String file = System.getProperty("audit.rows");
        if (file == null) {
            System.getLogger(Report.class.getName()).log(System.Logger.Level.INFO, result.row());
            return;
        }
        try {
            Path rows = Path.of(file);
            String head = Files.exists(rows) ? "" : Result.HEAD;
            Files.writeString(rows, head + result.row() + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
