package dev.anemone.bench.rivals.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A page that people write, but for the part between two markers.
///
/// @param path of the page; it exists and has both markers
public record Page(Path path) {
    static final String BEGIN = "<!-- measured: begin, written by bench/compare -->";
    static final String END = "<!-- measured: end -->";

    /// Replaces what is between the markers.
    public void write(String measured) {
        try {
            Files.writeString(path, replaced(Files.readString(path), measured));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String replaced(String page, String measured) {
        int begin = page.indexOf(BEGIN);
        int end = page.indexOf(END);
        if (begin < 0 || end < begin) {
            throw new IllegalStateException("The page lacks its markers:\n" + BEGIN + "\n" + END);
        }
        return page.substring(0, begin + BEGIN.length()) + "\n\n" + measured.strip() + "\n\n" + page.substring(end);
    }
}
