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
        return rows.size() == 1 ? "No deliveries." : Columns.of(rows);
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
}
