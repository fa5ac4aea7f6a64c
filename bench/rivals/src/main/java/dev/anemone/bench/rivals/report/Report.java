package dev.anemone.bench.rivals.report;

import dev.anemone.bench.rivals.runs.Figure;
import dev.anemone.bench.rivals.runs.Run;
import dev.anemone.bench.rivals.runs.Series;
import dev.anemone.bench.rivals.runs.Target;
import dev.anemone.bench.rivals.workloads.Shape;
import dev.anemone.bench.rivals.workloads.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What was measured, in Markdown: an overview of all targets, a table for each shape, and every single run.
public record Report(List<Entry> entries) {
    /// A workload and its runs.
    public record Entry(Workload workload, Series series) {
        private List<Shape> measuredShapes() {
            return workload.shapes().stream().filter(shape -> !series.servers(shape.name()).isEmpty()).toList();
        }
    }

    public Report {
        entries = entries.stream().filter(entry -> !entry.series().isEmpty()).toList();
    }

    /// All of it.
    public String markdown() {
        var text = new StringBuilder(targets());
        for (Entry entry : entries) {
            text.append('\n').append(workload(entry));
        }
        text.append("\n## Every run\n\nIn the order they were made; none is left out.\n");
        for (Entry entry : entries) {
            for (Shape shape : entry.measuredShapes()) {
                text.append("\n**").append(title(entry, shape)).append("**\n\n").append(runs(entry.series(), shape));
            }
        }
        return text.toString();
    }

    private static String title(Entry entry, Shape shape) {
        return entry.workload().name() + ", " + shape.name();
    }

    /// Every target with what became of it.
    public String targets() {
        var table = new Markdown(List.of("workload", "figure", "of", "at most", "measured", "outcome"));
        for (Entry entry : entries) {
            for (Shape shape : entry.workload().shapes()) {
                for (Target target : shape.targets()) {
                    Target.Outcome outcome = target.judge(entry.series());
                    table.row(List.of(title(entry, shape), target.figure().title(),
                            target.rival() == null ? target.server() : target.server() + " ÷ " + target.rival(),
                            target.limitText(), Outcomes.value(target, outcome), Outcomes.verdict(outcome)));
                }
            }
        }
        return table.toString();
    }

    private static String workload(Entry entry) {
        var text = new StringBuilder();
        text.append("## ").append(entry.workload().name()).append(": ").append(entry.workload().title()).append("\n\n");
        text.append(entry.workload().about()).append("\n\n");
        text.append(entry.series().conditions().stream()
                .map(condition -> condition.name() + " " + condition.value())
                .collect(Collectors.joining("; ", "", ".\n")));
        text.append("From ").append(entry.series().runs().getFirst().at()).append(" to ")
                .append(entry.series().runs().getLast().at()).append(".\n");
        for (Shape shape : entry.measuredShapes()) {
            text.append("\n### ").append(title(entry, shape)).append("\n\n").append(shape(entry.series(), shape));
        }
        return text.toString();
    }

    /// One row for each server: medians, how far the runs lie apart, and how Anemone compares.
    static String shape(Series series, Shape shape) {
        Stream<String> figures = shape.columns().stream().skip(1).map(Figure::title);
        var table = new Markdown(Stream.concat(Stream.of("server", "runs", shape.headline().title(),
                shape.own() + " ÷ it", "target"), figures).toList());
        for (String server : series.servers(shape.name())) {
            var cells = new ArrayList<String>();
            cells.add(server);
            cells.add(Long.toString(series.runs().stream()
                    .filter(run -> run.shape().equals(shape.name()) && run.server().equals(server))
                    .count()));
            cells.add(cell(series, shape, server, shape.headline()));
            cells.add(comparison(series, shape, server));
            cells.add(targets(series, shape, server));
            shape.columns().stream().skip(1).map(figure -> cell(series, shape, server, figure)).forEach(cells::add);
            table.row(cells);
        }
        return table.toString();
    }

    private static String cell(Series series, Shape shape, String server, Figure figure) {
        return series.spread(shape.name(), server, figure).map(spread -> spread.format(figure)).orElse("–");
    }

    private static String comparison(Series series, Shape shape, String server) {
        if (server.equals(shape.own())) {
            return "";
        }
        return series.spread(shape.name(), shape.own(), shape.headline())
                .flatMap(own -> series.spread(shape.name(), server, shape.headline())
                        .map(other -> Outcomes.ratio(own.median() / other.median())))
                .orElse("–");
    }

    /// What was to be reached beside this server; for Anemone itself, in absolute figures.
    private static String targets(Series series, Shape shape, String server) {
        return shape.targets().stream()
                .filter(target -> server.equals(target.rival() == null ? target.server() : target.rival()))
                .map(target -> (target.figure() == shape.headline() ? "" : target.figure().title() + " ")
                        + Outcomes.sentence(target, target.judge(series)))
                .collect(Collectors.joining("; "));
    }

    private static String runs(Series series, Shape shape) {
        List<Run> runs = series.runs().stream().filter(run -> run.shape().equals(shape.name())).toList();
        List<Figure> figures = Stream.of(Figure.values())
                .filter(figure -> runs.stream().anyMatch(run -> run.figures().containsKey(figure)))
                .toList();
        var table = new Markdown(
                Stream.concat(Stream.of("round", "server"), figures.stream().map(Figure::title)).toList());
        for (Run run : runs) {
            Stream<String> values = figures.stream().map(figure -> {
                Double value = run.figures().get(figure);
                return value == null ? "–" : figure.format(value);
            });
            table.row(Stream.concat(Stream.of(Integer.toString(run.round()), run.server()), values).toList());
        }
        return table.toString();
    }
}
