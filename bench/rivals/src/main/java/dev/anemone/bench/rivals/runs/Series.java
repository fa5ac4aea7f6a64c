package dev.anemone.bench.rivals.runs;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The runs of one workload, in the order they were made. Nothing is ever taken out.
///
/// @param workload its short name, e.g. `W1`
/// @param conditions under which all of them were made, by name: machine, versions, options
public record Series(String workload, List<Condition> conditions, List<Run> runs) {
    /// Something that two runs must share to be compared, e.g. `JDK`, `25.0.3`.
    public record Condition(String name, String value) {}

    public Series {
        conditions = List.copyOf(conditions);
        runs = List.copyOf(runs);
    }

    /// The same with one more run.
    public Series with(Run run) {
        return new Series(workload, conditions, Stream.concat(runs.stream(), Stream.of(run)).toList());
    }

    /// Whether this turn has been made already.
    public boolean has(String shape, String server, int round) {
        return runs.stream()
                .anyMatch(run -> run.shape().equals(shape) && run.server().equals(server) && run.round() == round);
    }

    /// What a figure was in all runs of one server; empty if no run measured it.
    public Optional<Spread> spread(String shape, String server, Figure figure) {
        List<Double> values = runs.stream()
                .filter(run -> run.shape().equals(shape) && run.server().equals(server))
                .flatMap(run -> Stream.ofNullable(run.figures().get(figure)))
                .toList();
        return values.isEmpty() ? Optional.empty() : Optional.of(Spread.of(values));
    }

    /// The servers that ran a shape, in the order of their first turns.
    public List<String> servers(String shape) {
        return runs.stream().filter(run -> run.shape().equals(shape)).map(Run::server).distinct().toList();
    }

    @JsonIgnore
    public boolean isEmpty() {
        return runs.isEmpty();
    }
}
