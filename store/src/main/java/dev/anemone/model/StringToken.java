package dev.anemone.model;

/// Reads a JSON string token (RFC 8259 §7) without decoding it. Strict, because the token goes to every subscriber as it
/// is: one byte that is not UTF-8 would make them all close (RFC 6455 §8.1), and JSON parsers let some of those pass.
final class StringToken {
    private final byte[] token;
    private int position = 1;

    private StringToken(byte[] token) {
        this.token = token;
    }

    /// How many bytes of UTF-8 the string has once decoded. Each half of a surrogate pair counts two, paired or not.
    ///
    /// @throws IllegalArgumentException unless `token` is one JSON string in UTF-8, its quotes included
    static int decodedLength(byte[] token) {
        if (token.length < 2 || token[0] != '"' || token[token.length - 1] != '"') {
            throw new IllegalArgumentException("Not a JSON string token.");
        }
        return new StringToken(token).decodedLength();
    }

    private int decodedLength() {
        int length = 0;
        while (position < token.length - 1) {
            byte b = token[position];
            if (b >= ' ' && b != '"' && b != '\\') {
                position++;
                length++;
            } else if (b == '\\') {
                length += skipEscape();
            } else if (b < 0) {
                length += skipCharacter(b & 0xff);
            } else {
                throw malformed();
            }
        }
        return length;
    }

    private int skipEscape() {
        return switch (at(position + 1)) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> {
                position += 2;
                yield 1;
            }
            case 'u' -> skipUnit();
            default -> throw malformed();
        };
    }

    private int skipUnit() {
        int unit = 0;
        for (int i = position + 2; i < position + 6; i++) {
            unit = unit << 4 | hexDigit(at(i));
        }
        position += 6;
        return unit < 0x80 ? 1 : unit < 0x800 || Character.isSurrogate((char) unit) ? 2 : 3;
    }

    private int hexDigit(int c) {
        int digit = c < 0x80 ? Character.digit(c, 16) : -1;
        if (digit < 0) {
            throw malformed();
        }
        return digit;
    }

    /// The well-formed sequences are those of Unicode, table 3-7: no overlong ones, no surrogates, none past U+10FFFF.
    private int skipCharacter(int lead) {
        int length = lead < 0xe0 ? 2 : lead < 0xf0 ? 3 : 4;
        int least = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int greatest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        int second = at(position + 1);
        if (lead < 0xc2 || lead > 0xf4 || second < least || second > greatest) {
            throw malformed();
        }
        for (int i = position + 2; i < position + length; i++) {
            if ((at(i) & 0xc0) != 0x80) {
                throw malformed();
            }
        }
        position += length;
        return length;
    }

    /// The byte at `index`, which must lie before the closing quote.
    private int at(int index) {
        if (index >= token.length - 1) {
            throw malformed();
        }
        return token[index] & 0xff;
    }

    private IllegalArgumentException malformed() {
        return new IllegalArgumentException("Not a JSON string token in UTF-8: see byte " + position + ".");
    }
}
