package dev.anemone.api.http;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// Percent-decoding of UTF-8 (RFC 3986 §2.1), strict: what cannot be decoded is refused, never replaced.
final class PercentDecoding {
    private PercentDecoding() {}

    /// Decodes one part of a request target.
    ///
    /// @param raw a char per byte, as received
    /// @param plusIsSpace whether `+` stands for a space, as in queries
    /// @return empty if an escape is malformed or the bytes are not UTF-8
    static Optional<String> decode(String raw, boolean plusIsSpace) {
        int first = firstToDecode(raw, plusIsSpace);
        if (first == raw.length()) {
            return Optional.of(raw);
        }
        var bytes = ByteBuffer.allocate(raw.length());
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%') {
                int value = i + 2 < raw.length() ? hexByte(raw.charAt(i + 1), raw.charAt(i + 2)) : -1;
                if (value < 0) {
                    return Optional.empty();
                }
                bytes.put((byte) value);
                i += 2;
            } else if (c > 0xff) {
                return Optional.empty();
            } else {
                bytes.put((byte) (c == '+' && plusIsSpace ? ' ' : c));
            }
        }
        try {
            return Optional.of(StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString());
        } catch (CharacterCodingException _) {
            return Optional.empty();
        }
    }

    private static int firstToDecode(String raw, boolean plusIsSpace) {
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            if (c == '%' || c >= 0x80 || (c == '+' && plusIsSpace)) {
                return i;
            }
        }
        return raw.length();
    }

    private static int hexByte(char high, char low) {
        int value = Character.digit(high, 16) << 4 | Character.digit(low, 16);
        return high < 0x80 && low < 0x80 ? value : -1;
    }
}
