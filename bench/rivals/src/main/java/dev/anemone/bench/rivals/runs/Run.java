package dev.anemone.bench.rivals.runs;

import java.util.Map;

/// One measurement of one server, in a process of its own.
///
/// @param shape the variant of the workload, e.g. `burst 16`
/// @param server as tables name it
/// @param round from 1; every server has its turn in each
/// @param at when it ended, e.g. `2026-11-22T18:00:00Z`
/// @param figures what was measured
public record Run(String shape, String server, int round, String at, Map<Figure, Double> figures) {
    public Run {
        figures = Map.copyOf(figures);
    }
}
