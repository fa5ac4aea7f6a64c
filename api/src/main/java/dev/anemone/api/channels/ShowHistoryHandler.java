package dev.anemone.api.channels;

import dev.anemone.api.http.ApiRequest;
import dev.anemone.api.http.BlockingHandler;
import dev.anemone.api.http.Checked;
import dev.anemone.api.http.JsonObject;
import dev.anemone.api.http.QueryParameters;
import dev.anemone.api.http.Reply;
import dev.anemone.api.http.Timestamps;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.HistoryRule;
import dev.anemone.model.Publication;
import dev.anemone.model.StreamPosition;
import dev.anemone.store.History;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// `GET /apps/{app}/channels/{channel}/history`: what was published to a channel lately, a page at a time. A channel
/// without history has an empty page that says so.
public record ShowHistoryHandler(History history) implements BlockingHandler {
    static final int DEFAULT_LIMIT = 100;
    static final int MAX_LIMIT = 1_000;

    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,9}");

    @Override
    public Reply handle(ApiRequest request) {
        return ChannelNames.parse(request).reply(channel -> {
            HistoryRule rule = request.app().history().of(channel);
            return query(request.parameters(), rule.ttl())
                    .reply(query -> rule.on()
                            ? page(history.read(new ChannelKey(request.app().id(), channel), query)
                                    .toCompletableFuture()
                                    .join())
                            : off());
        });
    }

    private static Checked<History.Query> query(QueryParameters parameters, Duration maxAge) {
        return limit(parameters)
                .then(limit -> newestFirst(parameters)
                        .then(newestFirst -> position(parameters, "since")
                                .then(since -> position(parameters, "before")
                                        .then(before -> Checked.valid(
                                                new History.Query(since, before, limit, newestFirst, maxAge))))));
    }

    private static Checked<Integer> limit(QueryParameters parameters) {
        String written = parameters.value("limit").orElse(Integer.toString(DEFAULT_LIMIT));
        int limit = DIGITS.matcher(written).matches() ? Integer.parseInt(written) : 0;
        return limit < 1 || limit > MAX_LIMIT
                ? Checked.refused(Reply.badRequest("limit: expected 1 to " + MAX_LIMIT + ", got " + written))
                : Checked.valid(limit);
    }

    private static Checked<Boolean> newestFirst(QueryParameters parameters) {
        String written = parameters.value("direction").orElse("backwards");
        return switch (written) {
            case "backwards" -> Checked.valid(true);
            case "forwards" -> Checked.valid(false);
            default -> Checked.refused(
                    Reply.badRequest("direction: expected backwards or forwards, got " + written));
        };
    }

    private static Checked<StreamPosition> position(QueryParameters parameters, String name) {
        Optional<String> written = parameters.value(name);
        if (written.isEmpty()) {
            return Checked.valid(StreamPosition.NONE);
        }
        return StreamPosition.ofWire(written.get())
                .map(Checked::valid)
                .orElseGet(() -> Checked.refused(Reply.badRequest(
                        name + ": expected a position as an answer named it, got " + written.get())));
    }

    private static Reply page(History.Page page) {
        List<History.Entry> entries = page.entries();
        JsonObject json = new JsonObject().bool("enabled", true)
                .array("events", entries.stream().map(ShowHistoryHandler::event).toList())
                .bool("more", page.more());
        if (page.more()) {
            json.string("next", entries.getLast().publication().position().toWire());
        }
        return Reply.json(json.bool("complete", page.complete()).string("top", page.top().toWire()).toString());
    }

    private static JsonObject event(History.Entry entry) {
        Publication publication = entry.publication();
        JsonObject event = new JsonObject().string("position", publication.position().toWire())
                .string("name", publication.event().value())
                .data("data", publication.data());
        if (publication.sender() != null) {
            event.string("user_id", publication.sender().value());
        }
        return event.string("time", Timestamps.of(entry.published()));
    }

    /// There are no positions either.
    private static Reply off() {
        return Reply.json(new JsonObject().bool("enabled", false).array("events", List.of()).bool("more", false)
                .bool("complete", false).toString());
    }
}
