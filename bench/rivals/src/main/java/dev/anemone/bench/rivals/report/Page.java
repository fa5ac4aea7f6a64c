package dev.anemone.bench.rivals.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// A page that people write, but for the part between two markers.
///
/// @param path of the page; it exists and has both markers
public record Page(Path path) {
    static final String BEGIN = "<!-- measured: begin, written by bench/compare -->";
    private static final String PICTURE = "images/performance.svg";
    static final String END = "<!-- measured: end -->";

    /// Replaces what is between the markers, and the picture beside the page.
    public void write(Report report) {
        Path picture = path.resolveSibling(PICTURE);
        try {
            var measured = new StringBuilder();
            Optional<String> chart = RatioChart.svg(report);
            if (chart.isPresent()) {
                Files.createDirectories(picture.getParent());
                Files.writeString(picture, chart.get());
                measured.append("![How many times as much as Anemone the others need](").append(PICTURE)
                        .append(")\n\n");
            }
            measured.append(report.markdown());
            Files.writeString(path, replaced(Files.readString(path), measured.toString()));
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
