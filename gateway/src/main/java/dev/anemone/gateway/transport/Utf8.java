package dev.anemone.gateway.transport;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/// Checks UTF-8 (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.
final class Utf8 {
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long NON_ASCII = 0x8080808080808080L;

    private Utf8() {}

    static boolean valid(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            if (to - i >= Long.BYTES && ((long) LONGS.get(bytes, i) & NON_ASCII) == 0) {
                i += Long.BYTES; // Mostly JSON, mostly ASCII.
            } else if (bytes[i] >= 0) {
                i++;
            } else {
                int length = sequence(bytes, i, to);
                if (length == 0) {
                    return false;
                }
                i += length;
            }
        }
        return true;
    }

    /// The length of the multi-byte sequence that begins at `i`; 0 if there is none.
    private static int sequence(byte[] bytes, int i, int to) {
        int lead = bytes[i] & 0xff;
        int length = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
        if (lead < 0xc2 || lead > 0xf4 || i + length > to) {
            return 0;
        }
        int second = bytes[i + 1] & 0xff;
        int lowest = lead == 0xe0 ? 0xa0 : lead == 0xf0 ? 0x90 : 0x80;
        int highest = lead == 0xed ? 0x9f : lead == 0xf4 ? 0x8f : 0xbf;
        if (second < lowest || second > highest) {
            return 0;
        }
        for (int j = i + 2; j < i + length; j++) {
            if ((bytes[j] & 0xc0) != 0x80) {
                return 0;
            }
        }
        return length;
    }
}
