package dev.anemone.api.http;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Tells well-formed UTF-8 (RFC 3629 §4): no overlong forms, no surrogates, nothing beyond U+10FFFF, nothing cut off.
/// Payloads reach browsers as they came, and a browser closes the connection on the first bad byte.
public final class Utf8 {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private Utf8() {}

    /// Whether the whole of `text` is.
    public static boolean isValid(byte[] text) {
        int i = 0;
        while (i < text.length) {
            if (text[i] >= 0) {
                i = afterAscii(text, i);
            } else {
                int length = sequenceLength(text, i);
                if (length == 0) {
                    return false;
                }
                i += length;
            }
        }
        return true;
    }

    /// The first index from `i` on whose byte is not ASCII, or one before it that is.
    private static int afterAscii(byte[] text, int i) {
        int next = i;
        while (next + Long.BYTES <= text.length && ((long) LONG.get(text, next) & HIGH_BITS) == 0) {
            next += Long.BYTES;
        }
        return next == i ? i + 1 : next;
    }

    /// How many bytes the character at `i` has; 0 if they are no character.
    private static int sequenceLength(byte[] text, int i) {
        int first = text[i] & 0xff;
        if (first < 0xc2 || first > 0xf4) {
            return 0; // A continuation, an overlong form of ASCII, or beyond Unicode.
        }
        int length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
        if (text.length - i < length) {
            return 0;
        }
        int second = text[i + 1] & 0xff;
        int least = first == 0xe0 ? 0xa0 : first == 0xf0 ? 0x90 : 0x80; // Below are overlong forms,
        int greatest = first == 0xed ? 0x9f : first == 0xf4 ? 0x8f : 0xbf; // above surrogates and what is not Unicode.
        if (second < least || second > greatest) {
            return 0;
        }
        for (int j = i + 2; j < i + length; j++) {
            if ((text[j] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
