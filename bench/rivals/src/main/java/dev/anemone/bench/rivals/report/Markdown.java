package dev.anemone.bench.rivals.report;

import java.util.ArrayList;
import java.util.List;

/// A table in the making.
final class Markdown {
    private final List<String> lines = new ArrayList<>();

    Markdown(List<String> head) {
        row(head);
        lines.add("|" + "---|".repeat(head.size()));
    }

    void row(List<String> cells) {
        lines.add("| " + String.join(" | ", cells) + " |");
    }

    @Override
    public String toString() {
        return String.join("\n", lines) + "\n";
    }
}
