package dev.anemone.api.http;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/// Reads bodies that are JSON objects, each once, as a stream. Any bytes are either read or refused: they must be UTF-8 and
/// RFC 8259 throughout, and a member that is given twice is refused, as two readers might not agree on which one counts.
/// Stateless.
public final class JsonBody {
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

    private JsonBody() {}

    /// What a decoder does with a body.
    @FunctionalInterface
    public interface Reading<T> {
        /// Reads from the first token after the body's opening brace to its closing one.
        T read(JsonParser parser) throws IOException, Refusal;
    }

    /// What `reading` makes of `body`, or the reply that refuses it.
    public static <T> Checked<T> read(byte[] body, Reading<T> reading) {
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

    /// The string that is the value of `member`, where the parser stands; `null` if it says `null`.
    public static @Nullable String string(JsonParser parser, String member) throws IOException, Refusal {
        if (parser.currentToken() == JsonToken.VALUE_NULL) {
            return null;
        }
        require(parser.currentToken() == JsonToken.VALUE_STRING, "Expected " + member + " parameter to be a string");
        return parser.getText();
    }

    /// Refuses the body unless `right`.
    public static void require(boolean right, String otherwise) throws Refusal {
        if (!right) {
            throw new Refusal(otherwise);
        }
    }

    /// Leaves the parser at the first thing that is wrong, to become a 400. Never leaves [#read].
    public static final class Refusal extends Exception {
        private static final long serialVersionUID = 1L;

        private final String text;

        /// @param text the reason, for the caller
        public Refusal(String text) {
            super(text, null, false, false);
            this.text = text;
        }
    }
}
