package dev.anemone.bench.report;

import dev.anemone.bench.measure.Result;
import java.util.Formatter;
import java.util.Locale;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.HistogramIterationValue;

/// A run's latencies as a picture (SVG 1.1): milliseconds over percentiles, the axis stretched towards 100 % so that the
/// worst can be seen.
public final class LatencyPlot {
    private static final int WIDTH = 860;
    private static final int HEIGHT = 480;
    private static final int LEFT = 76;
    private static final int RIGHT = 32;
    private static final int TOP = 92;
    private static final int BOTTOM = 64;
    private static final int LEGEND = 312;
    private static final int STEPS_PER_HALVING = 8;
    private static final int MIN_NINES = 2;
    private static final int MAX_NINES = 6;
    private static final double HEADROOM = 1.04;
    private static final String EACH_COLOUR = "#0f766e";
    private static final String LAST_COLOUR = "#c2410c";
    private static final String[] NINES = {"0", "90", "99", "99.9", "99.99", "99.999", "99.9999"};

    private final StringBuilder svg = new StringBuilder();
    private final Formatter lines = new Formatter(svg, Locale.ROOT);
    private final int nines;
    private final double topMillis;
    private final double stepMillis;

    private LatencyPlot(Result result) {
        long count = Math.max(1, result.latencyNanos().getTotalCount());
        nines = Math.clamp((int) Math.ceil(Math.log10((double) count)), MIN_NINES, MAX_NINES);
        double max = Math.max(Figures.inMillis(result.latencyNanos().getMaxValue()), 0.001);
        stepMillis = step(max / 5);
        topMillis = Math.ceil(max * HEADROOM / stepMillis) * stepMillis;
    }

    /// The picture.
    public static String of(Run run) {
        var plot = new LatencyPlot(run.result());
        plot.frame(run);
        plot.curve(run.result().lastDeliveryNanos(), LAST_COLOUR);
        plot.curve(run.result().latencyNanos(), EACH_COLOUR);
        return plot.svg.append("</svg>\n").toString();
    }

    /// 1, 2 or 5 times a power of ten, not less than `rough`.
    private static double step(double rough) {
        double power = Math.pow(10, Math.floor(Math.log10(rough)));
        double digits = rough / power;
        return power * (digits <= 1 ? 1 : digits <= 2 ? 2 : digits <= 5 ? 5 : 10);
    }

    private void frame(Run run) {
        lines.format("<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d %d\" "
                + "font-family=\"system-ui, 'DejaVu Sans', Helvetica, Arial, sans-serif\" font-size=\"13\" fill=\"#334155\">%n",
                WIDTH, HEIGHT, WIDTH, HEIGHT);
        lines.format("<title>Latency of %s</title>%n", escaped(Figures.server(run.target())));
        lines.format("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>%n", WIDTH, HEIGHT);
        text(LEFT, 30, "start", "font-size=\"18\" font-weight=\"600\" fill=\"#0f172a\"",
                "Latency by percentile: " + Figures.server(run.target()));
        text(LEFT, 51, "start", "fill=\"#64748b\"", Figures.clients(run.swarm()));
        text(LEFT, 70, "start", "fill=\"#64748b\"", Figures.load(run.load()));
        for (int i = 0; i * stepMillis <= topMillis + stepMillis / 2; i++) {
            double y = y(i * stepMillis);
            line(LEFT, y, WIDTH - RIGHT, y);
            text(LEFT - 10, y + 4.5, "end", "", label(i * stepMillis));
        }
        for (int i = 0; i <= nines; i++) {
            double x = LEFT + (double) (WIDTH - LEFT - RIGHT) * i / nines;
            line(x, TOP, x, HEIGHT - BOTTOM);
            text(x, HEIGHT - BOTTOM + 20, "middle", "", NINES[i] + " %");
        }
        text((LEFT + WIDTH - RIGHT) / 2.0, HEIGHT - 18, "middle", "fill=\"#64748b\"", "percentile");
        lines.format(
                "<text transform=\"translate(20 %.1f) rotate(-90)\" text-anchor=\"middle\" fill=\"#64748b\">milliseconds</text>%n",
                (TOP + HEIGHT - BOTTOM) / 2.0);
        legend(0, EACH_COLOUR, "each delivery: p99 " + p99(run.result().latencyNanos()));
        legend(1, LAST_COLOUR, "last delivery of an event: p99 " + p99(run.result().lastDeliveryNanos()));
    }

    private static String p99(Histogram nanos) {
        return Figures.millis(nanos.getValueAtPercentile(99));
    }

    private void legend(int row, String colour, String words) {
        int x = WIDTH - RIGHT - LEGEND; // Below every curve: they only rise.
        int y = HEIGHT - BOTTOM - 36 + row * 20;
        lines.format("<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"20\" fill=\"#ffffff\"/>%n", x - 6, y - 12,
                LEGEND - 6);
        lines.format("<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\" stroke-width=\"3\"/>%n", x, y - 2,
                x + 24,
                y - 2, colour);
        text(x + 32, y + 2.5, "start", "", words);
    }

    private void curve(Histogram nanos, String colour) {
        if (nanos.getTotalCount() == 0) {
            return;
        }
        var points = new StringBuilder();
        for (HistogramIterationValue value : nanos.percentiles(STEPS_PER_HALVING)) {
            double x = x(value.getPercentileLevelIteratedTo());
            double y = y(Figures.inMillis(value.getValueIteratedTo()));
            points.append(String.format(Locale.ROOT, "%.1f,%.1f ", x, y));
        }
        lines.format(
                "<polyline points=\"%s\" fill=\"none\" stroke=\"%s\" stroke-width=\"2.2\" stroke-linejoin=\"round\"/>%n",
                points.toString().strip(), colour);
    }

    private double x(double percentile) {
        double nine = percentile >= 100 ? nines : Math.min(nines, -Math.log10(1 - percentile / 100));
        return LEFT + (WIDTH - LEFT - RIGHT) * nine / nines;
    }

    private double y(double millis) {
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * Math.min(millis, topMillis) / topMillis;
    }

    private String label(double millis) {
        int places = stepMillis >= 1 ? 0 : (int) Math.ceil(-Math.log10(stepMillis) - 1e-9);
        return String.format(Locale.ROOT, "%,." + places + "f", millis);
    }

    private void line(double fromX, double fromY, double toX, double toY) {
        lines.format("<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"#e2e8f0\"/>%n", fromX, fromY, toX,
                toY);
    }

    private void text(double x, double y, String anchor, String style, String words) {
        lines.format("<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" %s>%s</text>%n", x, y, anchor, style,
                escaped(words));
    }

    private static String escaped(String words) {
        return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
