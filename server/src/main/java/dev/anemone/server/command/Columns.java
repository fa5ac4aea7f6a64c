package dev.anemone.server.command;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Lays out a table for people.
final class Columns {
    private Columns() {}

    /// The rows, one a line, each column as wide as its widest cell.
    static String of(List<List<String>> rows) {
        int[] widths = IntStream.range(0, rows.getFirst().size())
                .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
                .toArray();
        return rows.stream()
                .map(row -> IntStream.range(0, widths.length)
                        .mapToObj(column -> row.get(column) + " ".repeat(widths[column] - row.get(column).length()))
                        .collect(Collectors.joining("  "))
                        .stripTrailing())
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
