package dev.anemone.api.events;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import dev.anemone.api.http.Checked;
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
/// and travels on like that. So the body must be what frames must be, UTF-8 and RFC 8259 throughout. Members that are
/// not known are ignored; one that is given twice is refused, as two readers might not agree on which one counts.
final class EventDecoder {
    /// How deep a body may nest. Known members need three levels; data that is not a string, and what is ignored, may
    /// need more.
    private static final int MAX_DEPTH = 64;

    private static final JsonFactory JSON = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(Integer.MAX_VALUE) // The body itself is bounded.
                    .build())
            .build();

    private EventDecoder() {}

    /// The event that a body of `POST /events` asks for.
    static Checked<Trigger> event(byte[] body, Limits limits) {
        return decode(body, parser -> readEvent(parser, body)).then(draft -> draft.check(limits));
    }

    /// The events that a body of `POST /batch_events` asks for, in order; refused as a whole if one is wrong.
    static Checked<List<Trigger>> batch(byte[] body, Limits limits) {
        return decode(body, parser -> readBatch(parser, body, limits.maxBatchEvents()))
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

    private interface Reading<T> {
        /// Reads from the first token after the body's opening brace to its closing one.
        T read(JsonParser parser) throws IOException, Refusal;
    }

    private static <T> Checked<T> decode(byte[] body, Reading<T> reading) {
        if (!Utf8.isValid(body)) {
            return Checked.refused(Reply.badRequest("The request body is not valid UTF-8."));
        }
        if (startsLikeAnotherEncoding(body)) {
            return Checked.refused(Reply.badRequest("Invalid JSON: expected UTF-8, got another encoding."));
        }
        try (JsonParser parser = JSON.createParser(body)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Refusal("Expected the request body to be a JSON object");
            }
            T value = reading.read(parser);
            if (parser.nextToken() != null) {
                throw new Refusal("Invalid JSON: expected nothing after the object");
            }
            return Checked.valid(value);
        } catch (Refusal refusal) {
            return Checked.refused(Reply.badRequest(refusal.text));
        } catch (JacksonException e) {
            var at = e.getLocation();
            return Checked.refused(Reply.badRequest("Invalid JSON: " + e.getOriginalMessage()
                    + (at == null ? "" : " (line " + at.getLineNr() + ", column " + at.getColumnNr() + ")")));
        } catch (IOException e) {
            throw new IllegalStateException("Reading from an array failed", e);
        }
    }

    /// The parser guesses UTF-16 and UTF-32 by zeros among the first four bytes, where JSON in UTF-8 has none.
    private static boolean startsLikeAnotherEncoding(byte[] body) {
        for (int i = 0; i < Math.min(4, body.length); i++) {
            if (body[i] == 0) {
                return true;
            }
        }
        return false;
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
                case "name" -> name = readString(parser, "name");
                case "channels" -> channels = readStrings(parser);
                case "channel" -> channel = readString(parser, "channel");
                case "socket_id" -> socketId = readString(parser, "socket_id");
                case "info" -> info = readString(parser, "info");
                case "id" -> id = readString(parser, "id");
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

    private static @Nullable String readString(JsonParser parser, String member) throws IOException, Refusal {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        require(parser.currentToken() == JsonToken.VALUE_STRING, "Expected " + member + " parameter to be a string");
        return parser.getText();
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

    private static void require(boolean right, String otherwise) throws Refusal {
        if (!right) {
            throw new Refusal(otherwise);
        }
    }

    /// Leaves the parser at the first thing that is wrong. Never leaves this class.
    private static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        private final String text;

        Refusal(String text) {
            super(text, null, false, false);
            this.text = text;
        }
    }
}
