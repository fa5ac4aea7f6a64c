package dev.anemone.server.config;

import dev.anemone.server.config.Setting.Fields;
import dev.anemone.server.config.Setting.Items;
import dev.anemone.server.config.Setting.Text;
import java.util.LinkedHashMap;
import java.util.Map;

/// Webhooks as soketi writes them: `{url, event_types, filter, headers, lambda_function, lambda}`.
final class SoketiWebhooks {
    /// Our setting for each field that we have.
    private static final Map<String, String> NAMES = Map.of("event_types", "events", "filter.channel_name_starts_with",
            "channel-prefix", "filter.channel_name_ends_with", "channel-suffix");

    /// Why we have none for the others.
    private static final Map<String, String> REFUSALS = Map.of("headers",
            "Anemone sends the headers that Pusher sends, and no others.", "lambda_function",
            "Anemone calls no AWS Lambda: give the webhook a url.", "lambda",
            "Anemone calls no AWS Lambda: give the webhook a url.");

    private SoketiWebhooks() {}

    /// The list with our names in the place of soketi's. As text, which is how databases and variables have it, it is JSON.
    ///
    /// @throws ConfigException if a webhook has what ours cannot have
    static Setting translate(Setting webhooks) {
        return switch (webhooks) {
            case Text(var json, var origin) -> translate(Yaml.inVariable(origin).value(json));
            case Items(var items, var origin) -> new Items(items.stream()
                    .map(item -> item instanceof Fields fields ? webhook(fields) : item)
                    .toList(), origin);
            case Fields _,Setting.Absent _ -> webhooks;
        };
    }

    private static Fields webhook(Fields theirs) {
        var kept = new LinkedHashMap<>(theirs.byKey());
        kept.keySet().remove("event_types");
        kept.keySet().remove("filter");
        REFUSALS.forEach((name, because) -> {
            Setting said = kept.remove(name);
            if (said != null && !isEmpty(said)) {
                throw new ConfigException(said.origin() + ": webhooks[]." + name + ": " + because);
            }
        });
        Fields ours = new Fields(kept, theirs.origin());
        for (Map.Entry<String, String> name : NAMES.entrySet()) {
            Setting said = theirs.get(name.getKey()).orElse(null);
            if (said != null) {
                ours = ours.with(Fields.at(name.getValue(), said));
            }
        }
        return ours;
    }

    private static boolean isEmpty(Setting setting) {
        return switch (setting) {
            case Setting.Absent _ -> true;
            case Fields fields -> fields.isEmpty();
            case Items(var items, _) -> items.isEmpty();
            case Text(var value, _) -> value.isEmpty();
        };
    }
}
