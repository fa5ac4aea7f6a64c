package dev.anemone.server.command;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// Webhook deliveries for people: a line each, in columns.
final class DeliveryTable {
    private static final List<String> HEADINGS = List.of("AGE", "STATE", "ATTEMPTS", "DELIVERY", "URL", "EVENTS",
            "OUTCOME");
    private static final JsonMapper MAPPER = JsonMapper.builder().build();

    private DeliveryTable() {}

    /// The table of what `GET /apps/{app}/webhooks/deliveries` answered.
    ///
    /// @throws CommandFailure if it is nothing of the kind
    static String of(String answer, Instant now) {
        var rows = new ArrayList<List<String>>();
        rows.add(HEADINGS);
        for (JsonNode delivery : deliveries(answer)) {
            rows.add(List.of(age(Duration.between(Instant.ofEpochMilli(delivery.path("created_ms").longValue()), now)),
                    Printable.of(delivery.path("state").asText()),
                    Printable.of(delivery.path("attempts").asText()),
                    Printable.of(delivery.path("id").asText()),
                    Printable.of(delivery.path("url").asText()),
                    Printable.of(events(delivery.path("events"))),
                    Printable.of(delivery.path("outcome").asText())));
        }
        return rows.size() == 1 ? "No deliveries." : inColumns(rows);
    }

    private static JsonNode deliveries(String answer) {
        try {
            JsonNode deliveries = MAPPER.readTree(answer).path("deliveries");
            if (deliveries.isArray()) {
                return deliveries;
            }
        } catch (JsonProcessingException _) {
            // As bad as JSON of another kind.
        }
        throw new CommandFailure("The server answered something else than a list of deliveries. Is it Anemone?");
    }

    /// `client_event ×3, channel_vacated`: each name once.
    private static String events(JsonNode names) {
        Map<String, Integer> counts = new LinkedHashMap<>();
        names.forEach(name -> counts.merge(name.asText(), 1, Integer::sum));
        return counts.entrySet()
                .stream()
                .map(count -> count.getValue() == 1 ? count.getKey() : count.getKey() + " ×" + count.getValue())
                .collect(Collectors.joining(", "));
    }

    /// In the largest unit of which there are two, or in seconds.
    private static String age(Duration age) {
        if (age.toDays() >= 2) {
            return age.toDays() + "d";
        }
        if (age.toHours() >= 2) {
            return age.toHours() + "h";
        }
        return age.toMinutes() >= 2 ? age.toMinutes() + "m" : Math.max(0, age.toSeconds()) + "s";
    }

    private static String inColumns(List<List<String>> rows) {
        int[] widths = IntStream.range(0, HEADINGS.size())
                .map(column -> rows.stream().mapToInt(row -> row.get(column).length()).max().orElse(0))
                .toArray();
        return rows.stream()
                .map(row -> IntStream.range(0, widths.length)
                        .mapToObj(column -> row.get(column) + " ".repeat(widths[column] - row.get(column).length()))
                        .collect(Collectors.joining("  "))
                        .stripTrailing())
                .collect(Collectors.joining(System.lineSeparator()));
    }
}
