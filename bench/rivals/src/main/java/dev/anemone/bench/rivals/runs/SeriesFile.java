package dev.anemone.bench.rivals.runs;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;

/// Where a series is kept while it grows: one JSON file for each workload, whole at any time.
///
/// @param folder made when something is saved
public record SeriesFile(Path folder, String workload) {
    private static final ObjectMapper MAPPER = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT)
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    public Optional<Series> load() {
        try {
            return Files.exists(path())
                    ? Optional.of(MAPPER.readValue(path().toFile(), Series.class))
                    : Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(path() + " is not what was saved. Move it away.", e);
        }
    }

    /// Replaces the file in one step: whoever is interrupted keeps what was there.
    public void save(Series series) {
        try {
            Files.createDirectories(folder);
            Path whole = folder.resolve(workload + ".json.new");
            MAPPER.writeValue(whole.toFile(), series);
            Files.move(whole, path(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Puts a finished series out of the way of the next one, under the time of its last run.
    public void retire() {
        load().filter(series -> !series.isEmpty()).ifPresent(series -> {
            String end = series.runs().getLast().at().replace(":", "");
            try {
                Files.move(path(), folder.resolve(workload + "-" + end + ".json"), StandardCopyOption.REPLACE_EXISTING);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private Path path() {
        return folder.resolve(workload + ".json");
    }
}
