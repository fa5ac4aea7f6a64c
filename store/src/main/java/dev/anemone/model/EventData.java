package dev.anemone.model;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/// The payload of an event: a string, held as the JSON string token it travels as, quotes and escapes included.
///
/// The token is taken from the publisher's request and copied into each subscriber's frame without being decoded, so
/// what arrives is byte for byte what was published. Immutable: the array is not copied and must not be changed by
/// whoever passes or receives it.
public final class EventData {
    /// The payload `{}`: "no data", as Pusher's clients expect it.
    public static final EventData EMPTY_OBJECT = ofString("{}");

    private static final char[] HEX = "0123456789abcdef".toCharArray();

    private final byte[] token;
    private final int decodedLength;

    private EventData(byte[] token, int decodedLength) {
        this.token = token;
        this.decodedLength = decodedLength;
    }

    /// Takes a token as it stands in a JSON text.
    ///
    /// @param token UTF-8, from the opening quote to the closing one
    /// @throws IllegalArgumentException if it is anything else, such as malformed UTF-8 that a JSON parser let pass
    public static EventData ofToken(byte[] token) {
        return new EventData(token, StringToken.decodedLength(token));
    }

    /// Encodes a decoded string. Lone surrogates become escapes, so any Java string survives.
    public static EventData ofString(String value) {
        var json = new StringBuilder(value.length() + 16).append('"');
        appendEscaped(json, value);
        byte[] token = json.append('"').toString().getBytes(StandardCharsets.UTF_8);
        return new EventData(token, StringToken.decodedLength(token));
    }

    /// Takes a JSON value that is not a string, and makes its compact text the payload: what publishers who forget to
    /// encode their data mean.
    ///
    /// @param json UTF-8 that a JSON parser has accepted; whitespace between tokens is dropped, all else is kept
    public static EventData ofJson(byte[] json) {
        var compact = new byte[json.length];
        int length = 0;
        boolean inString = false;
        for (int i = 0; i < json.length; i++) {
            byte b = json[i];
            if (inString && b == '\\') {
                compact[length++] = b;
                b = json[++i];
            } else if (b == '"') {
                inString = !inString;
            } else if (!inString && (b == ' ' || b == '\t' || b == '\n' || b == '\r')) {
                continue;
            }
            compact[length++] = b;
        }
        return ofString(new String(compact, 0, length, StandardCharsets.UTF_8));
    }

    /// Appends `value` to `json` as the inside of a JSON string: what RFC 8259 §7 says must be escaped is, and no more.
    public static void appendEscaped(StringBuilder json, CharSequence value) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '"' -> json.append("\\\"");
                case '\\' -> json.append("\\\\");
                case '\n' -> json.append("\\n");
                case '\r' -> json.append("\\r");
                case '\t' -> json.append("\\t");
                default -> {
                    if (c < 0x20 || isLoneSurrogate(value, i)) {
                        json.append("\\u")
                                .append(HEX[c >> 12])
                                .append(HEX[c >> 8 & 0xf])
                                .append(HEX[c >> 4 & 0xf])
                                .append(HEX[c & 0xf]);
                    } else {
                        json.append(c);
                    }
                }
            }
        }
    }

    private static boolean isLoneSurrogate(CharSequence value, int i) {
        char c = value.charAt(i);
        if (Character.isHighSurrogate(c)) {
            return i + 1 == value.length() || !Character.isLowSurrogate(value.charAt(i + 1));
        }
        return Character.isLowSurrogate(c) && (i == 0 || !Character.isHighSurrogate(value.charAt(i - 1)));
    }

    /// The JSON string token, UTF-8, quotes included. Not a copy.
    public byte[] token() {
        return token;
    }

    /// How many bytes of UTF-8 the decoded string has: what the limit on event data counts.
    public int decodedLength() {
        return decodedLength;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof EventData that && Arrays.equals(token, that.token);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(token);
    }

    /// The length only: payloads never reach a log.
    @Override
    public String toString() {
        return "EventData[" + decodedLength + " bytes]";
    }
}
