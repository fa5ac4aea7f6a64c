package dev.anemone.conformance.server;

import dev.anemone.conformance.wire.Bytes;
import dev.anemone.conformance.wire.Endpoint;
import dev.anemone.conformance.wire.HttpConnection;
import dev.anemone.conformance.wire.HttpResponse;
import java.util.Collections;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// What a server said of itself at one moment, in Prometheus' text format. Immutable.
public final class Metrics {
    private static final String TYPE = "# TYPE ";

    private final Map<String, Double> samples;
    private final Set<String> gauges;

    private Metrics(Map<String, Double> samples, Set<String> gauges) {
        this.samples = Collections.unmodifiableMap(samples);
        this.gauges = Set.copyOf(gauges);
    }

    /// Asks for them on a connection of its own.
    static Metrics of(Endpoint admin) {
        try (var connection = HttpConnection.open(admin)) {
            HttpResponse response = connection.exchange(Bytes.utf8("GET /metrics HTTP/1.1\r\nHost: "
                    + admin.authority() + "\r\nConnection: close\r\n\r\n"));
            return parse(response.body());
        }
    }

    private static Metrics parse(String text) {
        var samples = new TreeMap<String, Double>();
        var gauges = new HashSet<String>();
        text.lines().forEach(line -> {
            int value = line.lastIndexOf(' ');
            if (line.startsWith(TYPE) && line.endsWith(" gauge")) {
                gauges.add(line.substring(TYPE.length(), value));
            } else if (value > 0 && !line.startsWith("#")) {
                samples.put(line.substring(0, value), Double.parseDouble(line.substring(value + 1)));
            }
        });
        return new Metrics(samples, gauges);
    }

    /// One of them.
    ///
    /// @param sample its name, and its labels if it has any, as they stand in the text
    public double value(String sample) {
        Double value = samples.get(sample);
        if (value == null) {
            throw new AssertionError("No metric " + sample + " among " + samples.keySet());
        }
        return value;
    }

    /// Those of Anemone's own that go up and down, by name and labels.
    public Map<String, Double> ownGauges() {
        var own = new TreeMap<>(samples);
        own.keySet().removeIf(sample -> !sample.startsWith("anemone_") || !gauges.contains(nameOf(sample)));
        return own;
    }

    private static String nameOf(String sample) {
        int labels = sample.indexOf('{');
        return labels < 0 ? sample : sample.substring(0, labels);
    }
}
