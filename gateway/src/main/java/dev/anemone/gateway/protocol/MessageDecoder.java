package dev.anemone.gateway.protocol;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.anemone.gateway.protocol.ClientMessage.ClientEvent;
import dev.anemone.gateway.protocol.ClientMessage.Ping;
import dev.anemone.gateway.protocol.ClientMessage.Pong;
import dev.anemone.gateway.protocol.ClientMessage.ReadHistory;
import dev.anemone.gateway.protocol.ClientMessage.ReadHistoryMalformed;
import dev.anemone.gateway.protocol.ClientMessage.SignIn;
import dev.anemone.gateway.protocol.ClientMessage.Subscribe;
import dev.anemone.gateway.protocol.ClientMessage.SubscribeMalformed;
import dev.anemone.gateway.protocol.ClientMessage.Token;
import dev.anemone.gateway.protocol.ClientMessage.Unacceptable;
import dev.anemone.gateway.protocol.ClientMessage.Unsubscribe;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.MalformedNameException;
import dev.anemone.model.StreamPosition;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads one text message of a client. Any bytes yield a message: what cannot be understood is
/// [ClientMessage.Unacceptable], never an exception. Stateless.
public final class MessageDecoder {
    private static final Ping PING = new Ping();
    private static final Pong PONG = new Pong();
    /// How much of an unknown event's name the refusal repeats, in characters.
    private static final int MAX_ECHO = 200;
    /// How many events a page of history has, unless the client says otherwise.
    private static final int DEFAULT_LIMIT = 50;

    private MessageDecoder() {}

    /// Decodes `length` bytes of UTF-8 from `offset` on. Keeps no reference to `bytes`.
    public static ClientMessage decode(byte[] bytes, int offset, int length) {
        try (JsonParser parser = Json.FACTORY.createParser(bytes, offset, length)) {
            Envelope envelope = Envelope.read(parser, bytes, offset);
            return envelope == null ? new Unacceptable("Received invalid JSON") : message(envelope);
        } catch (IOException _) {
            return new Unacceptable("Received invalid JSON");
        }
    }

    private static ClientMessage message(Envelope envelope) throws IOException {
        if (envelope.event == null) {
            return new Unacceptable("Received invalid JSON: a message needs an event, a string");
        }
        return switch (envelope.event) {
            case "pusher:ping" -> PING;
            case "pusher:pong" -> PONG;
            case "pusher:subscribe" -> subscribe(envelope);
            case "pusher:unsubscribe" -> unsubscribe(envelope);
            case "pusher:signin" -> signIn(envelope);
            case "anemone:token" -> token(envelope);
            case "anemone:history" -> readHistory(envelope);
            case String event when event.startsWith("client-") -> clientEvent(event, envelope);
            case String event -> new Unacceptable("Unsupported event received on socket: " + abbreviated(event));
        };
    }

    private static String abbreviated(String event) {
        return event.length() <= MAX_ECHO ? event : event.substring(0, MAX_ECHO) + "…";
    }

    private static ClientMessage subscribe(Envelope envelope) throws IOException {
        Request data = Request.read(envelope);
        if (data == null || data.channel == null) {
            return new Unacceptable("pusher:subscribe needs data with a channel, a string");
        }
        if (data.channelDataMalformed) {
            return new SubscribeMalformed(data.channel, "channel_data must be a string containing JSON");
        }
        if (data.placeMalformed || (data.since != null && data.rewind != 0)) {
            return new SubscribeMalformed(data.channel, "since must be a position that the server named, or rewind a"
                    + " number from 1 to " + Subscribe.MAX_REWIND + ", and not both");
        }
        try {
            return new Subscribe(new ChannelName(data.channel), data.auth, data.channelData, data.since, data.rewind);
        } catch (MalformedNameException e) {
            return new SubscribeMalformed(data.channel, String.valueOf(e.getMessage()));
        }
    }

    private static ClientMessage readHistory(Envelope envelope) throws IOException {
        Request data = Request.read(envelope);
        if (data == null || data.channel == null) {
            return new Unacceptable("anemone:history needs data with a channel, a string");
        }
        if (data.placeMalformed || data.limit < 1 || data.limit > ReadHistory.MAX_LIMIT) {
            return new ReadHistoryMalformed(data.channel, data.ref);
        }
        try {
            return new ReadHistory(new ChannelName(data.channel), data.limit, data.before, data.ref);
        } catch (MalformedNameException _) {
            return new ReadHistoryMalformed(data.channel, data.ref);
        }
    }

    private static ClientMessage unsubscribe(Envelope envelope) throws IOException {
        Request data = Request.read(envelope);
        if (data == null || data.channel == null) {
            return new Unacceptable("pusher:unsubscribe needs data with a channel, a string");
        }
        try {
            return new Unsubscribe(new ChannelName(data.channel));
        } catch (MalformedNameException e) {
            return new Unacceptable(String.valueOf(e.getMessage()));
        }
    }

    private static ClientMessage signIn(Envelope envelope) throws IOException {
        Request data = Request.read(envelope);
        return data == null
                ? new Unacceptable("pusher:signin needs data with auth and user_data")
                : new SignIn(data.auth, data.userData);
    }

    private static ClientMessage token(Envelope envelope) throws IOException {
        Request data = Request.read(envelope);
        return data == null || data.token == null
                ? new Unacceptable("anemone:token needs data with a token, a string")
                : new Token(data.token);
    }

    private static ClientMessage clientEvent(String event, Envelope envelope) {
        if (envelope.channel == null || envelope.data == null) {
            return new Unacceptable("Invalid client event (must contain channel and data)");
        }
        try {
            EventData data = envelope.dataToken == JsonToken.VALUE_STRING
                    ? EventData.ofToken(envelope.data)
                    : EventData.ofJson(envelope.data);
            return new ClientEvent(new ChannelName(envelope.channel), new EventName(event), data);
        } catch (MalformedNameException e) {
            return new Unacceptable(String.valueOf(e.getMessage()));
        } catch (IllegalArgumentException _) { // Of EventData: bytes that the parser let pass, and that are not UTF-8.
            return new Unacceptable("Received invalid JSON");
        }
    }

    /// The top level of a message: `event`, `channel`, and `data` as it stands in the text. Unknown members are skipped.
    private static final class Envelope {
        @Nullable String event;
        @Nullable String channel;
        byte @Nullable [] data;
        @Nullable JsonToken dataToken;

        static @Nullable Envelope read(JsonParser parser, byte[] bytes, int offset) throws IOException {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            var envelope = new Envelope();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "event" -> envelope.event = string(parser, value);
                    case "channel" -> envelope.channel = string(parser, value);
                    case "data" -> {
                        int from = offset + (int) parser.currentTokenLocation().getByteOffset();
                        parser.skipChildren();
                        parser.finishToken();
                        int to = offset + (int) parser.currentLocation().getByteOffset();
                        envelope.data = Arrays.copyOfRange(bytes, from, to);
                        envelope.dataToken = value;
                    }
                    default -> parser.skipChildren();
                }
            }
            return parser.nextToken() == null ? envelope : null;
        }
    }

    /// The `data` of a subscribe, unsubscribe, sign-in or token. Some clients send it as a string of JSON; it is parsed once more then.
    private static final class Request {
        @Nullable String channel;
        @Nullable String auth;
        @Nullable String channelData;
        @Nullable String userData;
        @Nullable String token;
        @Nullable StreamPosition since;
        StreamPosition before = StreamPosition.NONE;
        int rewind;
        int limit = DEFAULT_LIMIT;
        @Nullable Long ref;
        boolean channelDataMalformed;
        /// Whether a place, or a number of events, is none.
        boolean placeMalformed;

        static @Nullable Request read(Envelope envelope) throws IOException {
            if (envelope.data == null) {
                return null;
            }
            byte[] json = envelope.data;
            if (envelope.dataToken == JsonToken.VALUE_STRING) {
                try (JsonParser parser = Json.FACTORY.createParser(json)) {
                    parser.nextToken();
                    json = parser.getText().getBytes(StandardCharsets.UTF_8);
                }
            }
            try (JsonParser parser = Json.FACTORY.createParser(json)) {
                Request data = parser.nextToken() == JsonToken.START_OBJECT ? read(parser) : null;
                return parser.nextToken() == null ? data : null;
            }
        }

        private static Request read(JsonParser parser) throws IOException {
            var request = new Request();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                switch (name) {
                    case "channel" -> request.channel = string(parser, value);
                    case "auth" -> request.auth = nonEmpty(string(parser, value));
                    case "channel_data" -> {
                        request.channelDataMalformed = value != JsonToken.VALUE_STRING
                                && value != JsonToken.VALUE_NULL;
                        request.channelData = nonEmpty(string(parser, value));
                    }
                    case "user_data" -> request.userData = nonEmpty(string(parser, value));
                    case "token" -> request.token = nonEmpty(string(parser, value));
                    case "since" -> request.since = request.place(string(parser, value));
                    case "before" -> request.before = request.place(string(parser, value));
                    case "rewind" -> request.rewind = request.count(parser, value, Subscribe.MAX_REWIND);
                    case "limit" -> request.limit = request.count(parser, value, ReadHistory.MAX_LIMIT);
                    case "ref" -> request.ref = value == JsonToken.VALUE_NUMBER_INT ? parser.getLongValue() : null;
                    default -> parser.skipChildren();
                }
            }
            return request;
        }

        private StreamPosition place(@Nullable String text) {
            Optional<StreamPosition> place = text == null ? Optional.empty() : StreamPosition.ofWire(text);
            placeMalformed |= place.isEmpty();
            return place.orElse(StreamPosition.NONE);
        }

        private int count(JsonParser parser, JsonToken value, int max) throws IOException {
            boolean whole = value == JsonToken.VALUE_NUMBER_INT && parser.getNumberType() == JsonParser.NumberType.INT;
            int count = whole ? parser.getIntValue() : 0;
            parser.skipChildren();
            placeMalformed |= count < 1 || count > max;
            return count;
        }

        private static @Nullable String nonEmpty(@Nullable String text) {
            return text == null || text.isEmpty() ? null : text;
        }
    }

    private static @Nullable String string(JsonParser parser, JsonToken value) throws IOException {
        if (value == JsonToken.VALUE_STRING) {
            return parser.getText();
        }
        parser.skipChildren();
        return null;
    }
}
