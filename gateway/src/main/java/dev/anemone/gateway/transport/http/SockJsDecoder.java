package dev.anemone.gateway.transport.http;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads what clients say in SockJS framing (SockJS protocol 0.3.3, "XhrPolling", `xhr_send`). Any bytes yield an answer.
/// Stateless.
final class SockJsDecoder {
    private static final int MAX_DEPTH = 8;

    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION) // Errors must never quote a payload.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .build();

    private SockJsDecoder() {}

    /// The messages in the body of a send, each in UTF-8: an array of strings, perhaps empty, or one string alone. Nothing
    /// if it is neither.
    static Optional<List<byte[]>> messages(byte[] body) {
        try (JsonParser parser = JSON.createParser(body)) {
            var messages = new ArrayList<byte[]>(1);
            JsonToken first = parser.nextToken();
            if (first == JsonToken.VALUE_STRING) {
                messages.add(text(parser));
            } else if (first == JsonToken.START_ARRAY) {
                while (parser.nextToken() == JsonToken.VALUE_STRING) {
                    messages.add(text(parser));
                }
            }
            JsonToken end = parser.currentToken();
            boolean whole = end == JsonToken.END_ARRAY || (end == JsonToken.VALUE_STRING && end == first);
            return whole && parser.nextToken() == null ? Optional.of(messages) : Optional.empty();
        } catch (IOException _) {
            return Optional.empty();
        }
    }

    /// The `path` in a client's first message where the URL does not name the app; `null` if it is none.
    static @Nullable String path(byte[] message) {
        String path = null;
        try (JsonParser parser = JSON.createParser(message)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("path") && value == JsonToken.VALUE_STRING) {
                    path = parser.getText();
                } else {
                    parser.skipChildren();
                }
            }
            return parser.nextToken() == null ? path : null;
        } catch (IOException _) {
            return null;
        }
    }

    private static byte[] text(JsonParser parser) throws IOException {
        return parser.getText().getBytes(StandardCharsets.UTF_8);
    }
}
