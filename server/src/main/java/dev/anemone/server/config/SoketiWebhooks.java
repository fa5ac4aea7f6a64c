package dev.anemone.server.config;

import dev.anemone.server.config.Setting.Absent;
import dev.anemone.server.config.Setting.Fields;
import dev.anemone.server.config.Setting.Items;
import dev.anemone.server.config.Setting.Text;
import java.util.Map;
import java.util.Optional;

/// Webhooks as soketi writes them: `{url, event_types, filter, headers, lambda_function, lambda}`.
final class SoketiWebhooks {
    private static final String FILTER = "filter";

    /// Our setting for each field that we have. What neither has stays as it is, for [RecordBinder] to refuse.
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
    /// @throws ConfigException if a webhook has what ours cannot have, or says a thing under two names
    static Setting translate(Setting webhooks) {
        Setting read = webhooks instanceof Text(var json, var origin)
                ? Yaml.inVariable(origin).value(json)
                : webhooks;
        return read instanceof Items(var items, var origin)
                ? new Items(items.stream().map(item -> item instanceof Fields fields ? webhook(fields) : item).toList(),
                        origin)
                : read;
    }

    private static Fields webhook(Fields theirs) {
        Fields ours = Fields.none(theirs.origin());
        for (Map.Entry<String, Setting> field : theirs.byKey().entrySet()) {
            String name = field.getKey();
            Setting said = field.getValue();
            if (REFUSALS.containsKey(name)) {
                if (!isEmpty(said)) {
                    throw new ConfigException(said.origin() + ": webhooks[]." + name + ": " + REFUSALS.get(name));
                }
            } else if (name.equals(FILTER) && said instanceof Fields filter) {
                for (Map.Entry<String, Setting> part : filter.byKey().entrySet()) {
                    ours = add(ours, FILTER + "." + part.getKey(), part.getValue());
                }
            } else if (!(name.equals(FILTER) && said instanceof Absent)) {
                ours = add(ours, name, said);
            }
        }
        return ours;
    }

    private static Fields add(Fields ours, String name, Setting said) {
        String setting = NAMES.getOrDefault(name, name);
        Optional<Setting> before = ours.get(setting);
        if (before.isPresent()) {
            throw new ConfigException(said.origin() + ": webhooks[]." + name + " says the same as another name of "
                    + setting + ", which was said at " + before.get().origin());
        }
        return ours.with(Fields.at(setting, said));
    }

    private static boolean isEmpty(Setting setting) {
        return switch (setting) {
            case Absent _ -> true;
            case Fields fields -> fields.isEmpty();
            case Items(var items, _) -> items.isEmpty();
            case Text(var value, _) -> value.isEmpty();
        };
    }
}
