package dev.anemone.gateway.protocol;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;

/// How this package reads JSON: streaming, bounded in depth, never bound to objects.
final class Json {
    /// Deeper messages are malformed.
    static final int MAX_DEPTH = 64;

    static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION) // Errors must never quote a payload.
            .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
            .disable(JsonFactory.Feature.CHARSET_DETECTION) // JSON is UTF-8 (RFC 8259 §8.1); offsets count on it.
            .build();

    private Json() {}

    /// The text of the object or array whose first token `parser` has just read, as it stands in `source`.
    static String slice(JsonParser parser, String source) throws IOException {
        int from = (int) parser.currentTokenLocation().getCharOffset();
        parser.skipChildren();
        return source.substring(from, (int) parser.currentLocation().getCharOffset());
    }
}
