package dev.anemone.api.events;

import dev.anemone.model.IdempotencyKey;
import java.util.regex.Pattern;

/// By what an event is known again that may be sent twice, as its caller chose it.
///
/// @param text what the caller wrote
/// @param value what the store knows it by: the text, behind which stand a space and a number if there are several of it
/// @param content a digest of all that was asked for with it
record EventKey(String text, String value, String content) {
    /// What a caller may write, in words.
    static final String EXPECTED = "1 to " + IdempotencyKey.MAX_LENGTH + " visible ASCII characters";

    private static final Pattern WELL_FORMED = Pattern.compile("[\\x21-\\x7e]{1," + IdempotencyKey.MAX_LENGTH + "}");

    EventKey(String text, String content) {
        this(text, text, content);
    }

    /// Whether a caller may write `text`.
    static boolean wellFormed(String text) {
        return WELL_FORMED.matcher(text).matches();
    }

    /// The key of one event among several that were sent with this one. No caller can write it.
    EventKey at(int index) {
        return new EventKey(text, text + ' ' + index, content);
    }
}
