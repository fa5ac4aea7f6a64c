package dev.anemone.bench.rivals.report;

import dev.anemone.bench.rivals.runs.Series;
import dev.anemone.bench.rivals.runs.Target;
import dev.anemone.bench.rivals.workloads.Shape;
import java.util.ArrayList;
import java.util.Formatter;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/// How many times as much as Anemone the others need, as horizontal bars on a logarithmic axis, in SVG.
final class RatioChart {
    private static final int WIDTH = 860;
    private static final int LEFT = 250;
    private static final int RIGHT = 70;
    private static final int TOP = 84;
    private static final int BAR = 14;
    private static final int BAR_STEP = 18;
    private static final int GROUP_GAP = 14;
    private static final int BOTTOM = 24;
    private static final String INK = "#24292f";
    private static final String FAINT = "#d0d7de";
    private static final String OTHER_COLOUR = "#8b949e";
    private static final Map<String, String> COLOURS = Map.of("stock Undertow", "#c8703a", "ws", "#4a7fb5", "soketi",
            "#7a9a4d");
    private static final double[] MARKS = {0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000};

    /// The rivals in one shape.
    private record Group(String title, String figure, List<Bar> bars) {
        int height() {
            return Math.max(2, bars.size()) * BAR_STEP + GROUP_GAP; // Two lines of text stand beside them.
        }
    }

    /// @param target where the bar has to end at the least
    private record Bar(String server, double times, OptionalDouble target) {}

    private final List<Group> groups;
    private final double from;
    private final double to;
    private final Formatter svg = new Formatter(Locale.ROOT);

    private RatioChart(List<Group> groups) {
        this.groups = groups;
        double most = groups.stream().flatMap(group -> group.bars.stream())
                .mapToDouble(bar -> Math.max(bar.times, bar.target.orElse(1))).max().orElse(1);
        double least = groups.stream().flatMap(group -> group.bars.stream()).mapToDouble(Bar::times).min().orElse(1);
        this.from = Math.min(0.8, least / 1.1);
        this.to = Math.max(2, most * 1.2);
    }

    /// The picture; empty if no two servers have been compared.
    static Optional<String> svg(Report report) {
        var groups = new ArrayList<Group>();
        for (Report.Entry entry : report.entries()) {
            for (Shape shape : entry.workload().shapes()) {
                List<Bar> bars = bars(entry.series(), shape);
                if (!bars.isEmpty()) {
                    groups.add(
                            new Group(entry.workload().name() + ", " + shape.name(), shape.headline().title(), bars));
                }
            }
        }
        return groups.isEmpty() ? Optional.empty() : Optional.of(new RatioChart(groups).draw());
    }

    private static List<Bar> bars(Series series, Shape shape) {
        var bars = new ArrayList<Bar>();
        var own = series.spread(shape.name(), shape.own(), shape.headline());
        for (String server : series.servers(shape.name())) {
            var other = series.spread(shape.name(), server, shape.headline());
            if (own.isPresent() && other.isPresent() && COLOURS.containsKey(server)) {
                bars.add(new Bar(server, other.get().median() / own.get().median(), target(shape, server)));
            }
        }
        return bars;
    }

    private static OptionalDouble target(Shape shape, String rival) {
        return shape.targets().stream()
                .filter(target -> rival.equals(target.rival()) && target.figure() == shape.headline())
                .mapToDouble(Target::limit)
                .map(limit -> 1 / limit)
                .findFirst();
    }

    private String draw() {
        int height = TOP + groups.stream().mapToInt(Group::height).sum() + BOTTOM;
        svg.format(
                "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" height=\"%d\" role=\"img\""
                        + " font-family=\"system-ui, sans-serif\" font-size=\"12\" fill=\"%s\">\n",
                WIDTH, height, WIDTH, height,
                INK);
        svg.format("<title>How many times as much as Anemone the others need</title>\n");
        svg.format("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n", WIDTH, height);
        svg.format(
                "<text x=\"16\" y=\"26\" font-size=\"16\" font-weight=\"600\">How many times as much as Anemone the others"
                        + " need</text>\n");
        legend();
        axis(height - BOTTOM);
        int y = TOP;
        for (Group group : groups) {
            group(group, y);
            y += group.height();
        }
        svg.format("</svg>\n");
        return svg.toString();
    }

    private void legend() {
        int x = 16;
        for (String server : List.of("stock Undertow", "ws", "soketi")) {
            svg.format("<rect x=\"%d\" y=\"40\" width=\"12\" height=\"12\" rx=\"2\" fill=\"%s\"/>\n", x,
                    COLOURS.get(server));
            svg.format("<text x=\"%d\" y=\"50\">%s</text>\n", x + 18, server);
            x += 36 + server.length() * 7;
        }
        svg.format("<line x1=\"%d\" y1=\"38\" x2=\"%d\" y2=\"54\" stroke=\"%s\" stroke-width=\"2\"/>\n", x + 4, x + 4,
                INK);
        svg.format("<text x=\"%d\" y=\"50\">the target: at least this far</text>\n", x + 12);
    }

    private void axis(int bottom) {
        for (double mark : MARKS) {
            if (mark >= from && mark <= to) {
                svg.format("<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\"/>\n", x(mark), TOP - 8,
                        x(mark),
                        bottom,
                        mark == 1 ? INK : FAINT);
                svg.format("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\" font-size=\"11\">%s×</text>\n", x(mark),
                        TOP - 12,
                        mark < 1 ? Double.toString(mark) : String.format(Locale.ROOT, "%,.0f", mark));
            }
        }
    }

    private void group(Group group, int top) {
        double middle = top + group.bars.size() * BAR_STEP / 2.0;
        svg.format("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" font-weight=\"600\">%s</text>\n", LEFT - 12,
                middle - 3,
                group.title);
        svg.format("<text x=\"%d\" y=\"%.1f\" text-anchor=\"end\" font-size=\"11\" fill=\"#57606a\">%s</text>\n",
                LEFT - 12,
                middle + 11, group.figure);
        int y = top;
        for (Bar bar : group.bars) {
            double zero = x(1);
            double end = x(bar.times);
            svg.format("<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" rx=\"2\" fill=\"%s\"/>\n",
                    Math.min(zero, end), y,
                    Math.max(1, Math.abs(end - zero)), BAR, COLOURS.getOrDefault(bar.server, OTHER_COLOUR));
            double label = Math.max(zero, end);
            if (bar.target.isPresent()) {
                double mark = x(bar.target.getAsDouble());
                svg.format("<line x1=\"%.1f\" y1=\"%d\" x2=\"%.1f\" y2=\"%d\" stroke=\"%s\" stroke-width=\"2\"/>\n",
                        mark, y - 1,
                        mark, y + BAR + 1, INK);
                label = Math.max(label, mark);
            }
            svg.format("<text x=\"%.1f\" y=\"%d\" font-size=\"11\">%s</text>\n", label + 6, y + BAR - 3,
                    times(bar.times));
            y += BAR_STEP;
        }
    }

    private static String times(double times) {
        return String.format(Locale.ROOT, times < 10 ? "%.2f×" : "%.0f×", times);
    }

    private double x(double times) {
        double share = (Math.log(times) - Math.log(from)) / (Math.log(to) - Math.log(from));
        return LEFT + share * (WIDTH - LEFT - RIGHT);
    }
}
