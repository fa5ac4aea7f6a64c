package dev.anemone.bench.rivals.servers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MetricsTest {
    private static final String TEXT = """
            # HELP anemone_connections open connections
            # TYPE anemone_connections gauge
            anemone_connections{app="1"} 3.0
            anemone_connections{app="a b"} 4.0
            anemone_connections_established_total 9.0
            """;

    @Test
    void addsUpAllLabels() {
        assertThat(Metrics.sum(TEXT, "anemone_connections")).isEqualTo(7);
    }

    @Test
    void aNameIsNotTheBeginningOfAnother() {
        assertThat(Metrics.sum(TEXT, "anemone_connections_established_total")).isEqualTo(9);
        assertThat(Metrics.sum(TEXT, "anemone_conn")).isZero();
    }
}
