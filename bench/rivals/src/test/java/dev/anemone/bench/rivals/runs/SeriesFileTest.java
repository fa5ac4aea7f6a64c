package dev.anemone.bench.rivals.runs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesFileTest {
    private static final Series SERIES = new Series("W1", List.of(new Series.Condition("JDK", "25.0.3")),
            List.of(new Run("burst 1", "ws", 1, "2026-01-02T03:04:05Z",
                    Map.of(Figure.CPU_PER_MILLION, 6.25, Figure.LAST_P99, 10.5))));

    @TempDir private Path folder;

    @Test
    void readsWhatItWrote() throws IOException {
        var file = new SeriesFile(folder.resolve("results"), "W1");
        assertThat(file.load()).isEmpty();
        file.save(SERIES);
        assertThat(file.load()).contains(SERIES);
        assertThat(Files.readString(folder.resolve("results/W1.json"))).contains("\"lastDeliveryP99Millis\" : 10.5");
    }

    @Test
    void theNextSeriesDoesNotOverwriteTheLast() throws IOException {
        var file = new SeriesFile(folder, "W1");
        file.save(SERIES);
        file.retire();
        assertThat(file.load()).isEmpty();
        assertThat(Files.readString(folder.resolve("W1-2026-01-02T030405Z.json"))).contains("burst 1");
    }
}
