package dev.anemone.server.config;

import dev.anemone.server.config.Setting.Fields;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/// An app as soketi spells it: `maxConnections` in files, `MaxConnections` in DynamoDB, `max_connections` in SQL. Each of
/// these names is a second name of a setting of ours.
final class SoketiApp {
    private record Meaning(String path, SoketiValue form) {}

    private static final Map<String, Meaning> NAMES = new LinkedHashMap<>();

    static {
        add("id", SoketiValue.SAME, "AppId");
        add("key", SoketiValue.SAME, "AppKey");
        add("secret", SoketiValue.SAME, "AppSecret");
        add("enabled", SoketiValue.FLAG, "enabled", "Enabled");
        add("max-connections", SoketiValue.LIMIT, "maxConnections", "MaxConnections", "max_connections");
        add("client-events", SoketiValue.FLAG, "enableClientMessages", "EnableClientMessages",
                "enable_client_messages");
        add("authorized-connections", SoketiValue.FLAG, "enableUserAuthentication", "EnableUserAuthentication",
                "enable_user_authentication");
        add("webhooks", SoketiValue.WEBHOOKS, "webhooks", "Webhooks");
        add("limits.backend-events-per-second", SoketiValue.LIMIT, "maxBackendEventsPerSecond",
                "MaxBackendEventsPerSecond", "max_backend_events_per_sec");
        add("limits.client-events-per-second", SoketiValue.RATE, "maxClientEventsPerSecond", "MaxClientEventsPerSecond",
                "max_client_events_per_sec");
        add("limits.read-requests-per-second", SoketiValue.LIMIT, "maxReadRequestsPerSecond",
                "MaxReadRequestsPerSecond",
                "max_read_req_per_sec");
        add("limits.max-presence-members", SoketiValue.SAME, "maxPresenceMembersPerChannel",
                "MaxPresenceMembersPerChannel", "max_presence_members_per_channel");
        add("limits.max-user-info-bytes", SoketiValue.KILOBYTES, "maxPresenceMemberSizeInKb",
                "MaxPresenceMemberSizeInKb", "max_presence_member_size_in_kb");
        add("limits.max-channel-name-length", SoketiValue.SAME, "maxChannelNameLength", "MaxChannelNameLength",
                "max_channel_name_length");
        add("limits.max-channels-per-event", SoketiValue.SAME, "maxEventChannelsAtOnce", "MaxEventChannelsAtOnce",
                "max_event_channels_at_once");
        add("limits.max-event-name-length", SoketiValue.SAME, "maxEventNameLength", "MaxEventNameLength",
                "max_event_name_length");
        add("limits.max-event-data-bytes", SoketiValue.KILOBYTES, "maxEventPayloadInKb", "MaxEventPayloadInKb",
                "max_event_payload_in_kb");
        add("limits.max-batch-events", SoketiValue.SAME, "maxEventBatchSize", "MaxEventBatchSize",
                "max_event_batch_size");
    }

    private SoketiApp() {}

    private static void add(String path, SoketiValue form, String... names) {
        var meaning = new Meaning(path, form);
        Arrays.stream(names).forEach(name -> NAMES.put(name, meaning));
    }

    /// The setting of ours behind each of soketi's names, e.g. `limits.max-batch-events`.
    static Map<String, String> settings() {
        var settings = new LinkedHashMap<String, String>();
        NAMES.forEach((name, meaning) -> settings.put(name, meaning.path()));
        return settings;
    }

    /// `app` with our names in the place of soketi's.
    ///
    /// @throws ConfigException if a thing is said under two names
    static Fields translate(Fields app) {
        var ours = new LinkedHashMap<>(app.byKey());
        ours.keySet().removeAll(NAMES.keySet());
        Fields translated = new Fields(ours, app.origin());
        for (Map.Entry<String, Setting> entry : app.byKey().entrySet()) {
            Meaning meaning = NAMES.get(entry.getKey());
            if (meaning != null) {
                Setting said = entry.getValue();
                translated.get(meaning.path()).ifPresent(before -> {
                    throw new ConfigException(said.origin() + ": " + entry.getKey() + " says the same as "
                            + meaning.path() + ", which was said at " + before.origin());
                });
                translated = translated
                        .with(Fields.at(meaning.path(), meaning.form().read(said)));
            }
        }
        return translated;
    }
}
