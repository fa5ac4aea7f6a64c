package dev.anemone.bench.rivals.workloads;

import java.util.List;

/// Something that servers are put through.
///
/// @param name short, e.g. `W1`
/// @param title what it is
/// @param about how it is measured, for whoever reads the table
/// @param maxRounds above which more rounds are not worth their time
public record Workload(String name, String title, String about, int maxRounds, List<Shape> shapes) {
    public Workload {
        shapes = List.copyOf(shapes);
    }

    /// The same without one of the contenders.
    public Workload without(String contender) {
        return new Workload(name, title, about, maxRounds,
                shapes.stream().map(shape -> shape.without(contender)).toList());
    }
}
