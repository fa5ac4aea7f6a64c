package dev.anemone.api.events;

import static dev.anemone.api.http.JsonBody.require;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.anemone.api.http.Checked;
import dev.anemone.api.http.JsonBody;
import dev.anemone.api.http.JsonBody.Refusal;
import dev.anemone.api.http.Reply;
import dev.anemone.model.EventData;
import dev.anemone.model.Limits;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Reads the JSON bodies of `POST /events` and `POST /batch_events`. Any bytes are either a request or a refusal.
/// Stateless.
///
/// A body is parsed once, as a stream. An event's `data` is not decoded: its token is cut out of the body as it stands
/// and travels on like that. So the body must be what frames must be, as [JsonBody] has it. Members that are not known are
/// ignored.
final class EventDecoder {
    private EventDecoder() {}

    /// The event that a body of `POST /events` asks for.
    static Checked<Trigger> event(byte[] body, Limits limits) {
        return JsonBody.read(body, parser -> readEvent(parser, body)).then(draft -> draft.check(limits));
    }

    /// The events that a body of `POST /batch_events` asks for, in order; refused as a whole if one is wrong.
    static Checked<List<Trigger>> batch(byte[] body, Limits limits) {
        return JsonBody.read(body, parser -> readBatch(parser, body, limits.maxBatchEvents()))
                .then(drafts -> checkAll(drafts, limits));
    }

    private static Checked<List<Trigger>> checkAll(List<EventDraft> drafts, Limits limits) {
        var triggers = new ArrayList<Trigger>(drafts.size());
        for (int i = 0; i < drafts.size(); i++) {
            switch (drafts.get(i).check(limits)) {
                case Checked.Valid<Trigger>(Trigger trigger) -> triggers.add(trigger);
                case Checked.Refused<Trigger>(Reply reply) -> {
                    return Checked.refused(reply.about("batch[" + i + "]"));
                }
            }
        }
        return Checked.valid(triggers);
    }

    private static List<EventDraft> readBatch(JsonParser parser, byte[] body, int maxEvents)
            throws IOException, Refusal {
        List<EventDraft> events = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            boolean isBatch = parser.currentName().equals("batch");
            JsonToken value = parser.nextToken();
            if (!isBatch) {
                parser.skipChildren();
                continue;
            }
            require(value == JsonToken.START_ARRAY, "Expected batch parameter to be an array of events");
            events = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                require(events.size() < maxEvents, "Batch too large: at most " + maxEvents + " events are allowed");
                require(parser.currentToken() == JsonToken.START_OBJECT,
                        "Expected each event of a batch to be an object");
                EventDraft event = readEvent(parser, body);
                require(event.channels() == null,
                        "An event of a batch has one channel: expected channel, got channels");
                events.add(event);
            }
        }
        if (events == null) {
            throw new Refusal("Expected batch parameter to be an array of events");
        }
        return events;
    }

    private static EventDraft readEvent(JsonParser parser, byte[] body) throws IOException, Refusal {
        String name = null;
        List<String> channels = null;
        String channel = null;
        EventData data = null;
        int dataToken = -1;
        String socketId = null;
        String info = null;
        String id = null;
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String member = parser.currentName();
            JsonToken value = parser.nextToken();
            switch (member) {
                case "name" -> name = JsonBody.string(parser, "name");
                case "channels" -> channels = readStrings(parser);
                case "channel" -> channel = JsonBody.string(parser, "channel");
                case "socket_id" -> socketId = JsonBody.string(parser, "socket_id");
                case "info" -> info = JsonBody.string(parser, "info");
                case "id" -> id = JsonBody.string(parser, "id");
                case "data" -> {
                    if (value == JsonToken.VALUE_STRING) {
                        dataToken = (int) parser.currentTokenLocation().getByteOffset();
                    } else {
                        data = readJson(parser, body);
                    }
                }
                default -> parser.skipChildren();
            }
        }
        if (dataToken >= 0) { // Cut out only here, where the parser has passed it and found it well-formed.
            data = EventData.ofToken(Arrays.copyOfRange(body, dataToken, stringEnd(body, dataToken)));
        }
        return new EventDraft(name, channels, channel, data, socketId, info, id);
    }

    private static @Nullable List<String> readStrings(JsonParser parser) throws IOException, Refusal {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        require(parser.currentToken() == JsonToken.START_ARRAY,
                "Expected channels parameter to be an array of strings");
        var strings = new ArrayList<String>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            require(parser.currentToken() == JsonToken.VALUE_STRING,
                    "Expected channels parameter to be an array of strings");
            strings.add(parser.getText());
        }
        return strings;
    }

    /// The current value, which is no string, as data.
    private static EventData readJson(JsonParser parser, byte[] body) throws IOException {
        if (!parser.currentToken().isStructStart()) {
            return EventData.ofString(parser.getText());
        }
        int start = (int) parser.currentTokenLocation().getByteOffset();
        parser.skipChildren();
        return EventData.ofJson(Arrays.copyOfRange(body, start, (int) parser.currentLocation().getByteOffset()));
    }

    /// The index after the closing quote of the well-formed string whose opening quote is at `start`.
    private static int stringEnd(byte[] body, int start) {
        int i = start + 1;
        while (body[i] != '"') {
            i += body[i] == '\\' ? 2 : 1;
        }
        return i + 1;
    }
}
