package dev.anemone.api.channels;

import dev.anemone.api.http.Checked;
import dev.anemone.api.http.QueryParameters;
import dev.anemone.api.http.Reply;
import dev.anemone.model.App;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/// What callers may ask about a channel in an `info` parameter (Pusher docs, "HTTP API reference").
public enum InfoAttribute {
    /// How many distinct users a presence channel has.
    USER_COUNT("user_count"),
    /// How many connections are subscribed; for apps that opted in.
    SUBSCRIPTION_COUNT("subscription_count"),
    /// The last event of a cache channel; for queries of one channel only.
    CACHE("cache"),
    /// The place that an event got in the channel's history; when triggering only.
    POSITION("position");

    /// How much of an unknown name a refusal repeats, in characters.
    private static final int MAX_ECHOED = 40;

    private final String wireName;

    InfoAttribute(String wireName) {
        this.wireName = wireName;
    }

    /// The name in requests and replies.
    public String wireName() {
        return wireName;
    }

    /// Reads names that are separated by commas; blanks are ignored. Refused with 400 if a name is unknown.
    public static Checked<Set<InfoAttribute>> parse(String list) {
        Set<InfoAttribute> attributes = EnumSet.noneOf(InfoAttribute.class);
        for (String item : list.split(",", -1)) {
            String name = item.strip();
            if (name.isEmpty()) {
                continue;
            }
            Optional<InfoAttribute> attribute = named(name);
            if (attribute.isEmpty()) {
                return Checked.refused(Reply.badRequest("Unknown info attribute: " + abbreviated(name) + ". Known are "
                        + Arrays.stream(values()).map(InfoAttribute::wireName).collect(Collectors.joining(", "))
                        + "."));
            }
            attributes.add(attribute.get());
        }
        return Checked.valid(attributes);
    }

    /// What a query for `app` asks in its `info` parameter. Refused with 400 if it names what is unknown or what the app
    /// has not opted into.
    static Checked<Set<InfoAttribute>> requested(App app, QueryParameters parameters) {
        return parse(parameters.value("info").orElse("")).then(attributes -> {
            if (attributes.contains(SUBSCRIPTION_COUNT) && !app.subscriptionCount()) {
                return Checked.refused(Reply.badRequest("subscription_count is not enabled for this app"));
            }
            return attributes.contains(POSITION)
                    ? Checked.refused(Reply.badRequest("position may only be requested when triggering an event"))
                    : Checked.valid(attributes);
        });
    }

    private static String abbreviated(String name) {
        return name.length() <= MAX_ECHOED ? name : name.substring(0, MAX_ECHOED) + "…";
    }

    private static Optional<InfoAttribute> named(String name) {
        return Arrays.stream(values()).filter(attribute -> attribute.wireName.equals(name)).findAny();
    }
}
