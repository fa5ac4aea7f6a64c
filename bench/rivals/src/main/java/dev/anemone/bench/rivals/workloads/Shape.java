package dev.anemone.bench.rivals.workloads;

import dev.anemone.bench.rivals.runs.Figure;
import dev.anemone.bench.rivals.runs.Target;
import java.util.List;

/// One variant of a workload.
///
/// @param name unique in its workload
/// @param columns what its table shows; the first is what servers are compared by
/// @param contenders in the order of their turns
/// @param own the contender the others are compared with, one of Anemone's
public record Shape(String name, List<Figure> columns, List<Contender> contenders, String own, List<Target> targets) {
    public Shape {
        columns = List.copyOf(columns);
        contenders = List.copyOf(contenders);
        targets = List.copyOf(targets);
    }

    Shape without(String contender) {
        return new Shape(name, columns,
                contenders.stream().filter(present -> !present.name().equals(contender)).toList(), own, targets);
    }

    /// What servers are compared by.
    public Figure headline() {
        return columns.getFirst();
    }
}
