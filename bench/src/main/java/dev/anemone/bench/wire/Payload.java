package dev.anemone.bench.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The `data` of the events published: JSON text like an application's, which carries what a delivery must tell.
///
/// In it stands a stamp of fixed width: the event's number and the time it was to be sent. It is found in a delivered frame
/// without parsing JSON, whatever the server put around it: usually where it stood in the frame before.
public final class Payload {
    /// Bytes of the smallest payload.
    public static final int MIN_BYTES = 64;

    private static final byte[] MAGIC = "@anemone".getBytes(StandardCharsets.US_ASCII);
    private static final int NUMBER_DIGITS = 8;
    private static final int TIME_DIGITS = 16;
    private static final int STAMP = MAGIC.length + NUMBER_DIGITS + TIME_DIGITS;
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long MAGIC_LONG = (long) LONG.get(MAGIC, 0);
    private static final byte[] DIGITS = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] VALUES = new byte[128];

    static {
        for (int i = 0; i < DIGITS.length; i++) {
            VALUES[DIGITS[i]] = (byte) i;
        }
    }

    private final byte[] escaped;
    private final int stamp;

    private Payload(byte[] escaped, int stamp) {
        this.escaped = escaped;
        this.stamp = stamp;
    }

    /// A payload of exactly `bytes` bytes before it is escaped, at least [#MIN_BYTES].
    public static Payload of(int bytes) {
        String text = text(bytes);
        byte[] escaped = text.replace("\"", "\\\"").getBytes(StandardCharsets.US_ASCII);
        return new Payload(escaped, find(escaped, 0, escaped.length, 0));
    }

    /// The payload of event 0 at time 0.
    static String text(int bytes) {
        if (bytes < MIN_BYTES) {
            throw new IllegalArgumentException("expected at least " + MIN_BYTES + " bytes, got " + bytes);
        }
        var text = new StringBuilder(bytes).append("{\"stamp\":\"@anemone").repeat('0', NUMBER_DIGITS + TIME_DIGITS)
                .append("\",\"orders\":[");
        String end = "],\"n\":\"\"}";
        for (int i = 0;; i++) {
            String order = (i == 0 ? "" : ",") + "{\"sku\":\"A-" + (1000 + i * 37 % 9000) + "\",\"quantity\":" + i % 10
                    + ",\"price\":\"" + (10 + i * 7 % 90) + ".95\"}";
            if (text.length() + order.length() + end.length() > bytes) {
                break;
            }
            text.append(order);
        }
        return text.append("],\"n\":\"").repeat('x', bytes - text.length() - 2).append("\"}").toString();
    }

    /// Bytes that [#put] writes.
    public int escapedLength() {
        return escaped.length;
    }

    /// Writes the payload, escaped for a JSON string, for one event.
    ///
    /// @param timeNanos when the event is to be sent, by `System.nanoTime`
    public void put(byte[] bytes, int at, int event, long timeNanos) {
        System.arraycopy(escaped, 0, bytes, at, escaped.length);
        hex(bytes, at + stamp + MAGIC.length, NUMBER_DIGITS, event);
        hex(bytes, at + stamp + MAGIC.length + NUMBER_DIGITS, TIME_DIGITS, timeNanos);
    }

    /// Where the stamp stands, or -1 if there is none.
    ///
    /// @param hint how far behind `from` it stood last time
    public static int find(byte[] bytes, int from, int length, int hint) {
        int last = from + length - STAMP;
        int guess = from + hint;
        if (guess <= last && (long) LONG.get(bytes, guess) == MAGIC_LONG) {
            return guess;
        }
        for (int at = from; at <= last; at++) {
            if (bytes[at] == '@' && (long) LONG.get(bytes, at) == MAGIC_LONG) {
                return at;
            }
        }
        return -1;
    }

    /// The event's number.
    public static int event(byte[] bytes, int stamp) {
        return (int) value(bytes, stamp + MAGIC.length, NUMBER_DIGITS);
    }

    /// When the event was to be sent, by `System.nanoTime`.
    public static long timeNanos(byte[] bytes, int stamp) {
        return value(bytes, stamp + MAGIC.length + NUMBER_DIGITS, TIME_DIGITS);
    }

    private static void hex(byte[] bytes, int at, int digits, long value) {
        for (int i = 0; i < digits; i++) {
            bytes[at + i] = DIGITS[(int) (value >>> ((digits - 1 - i) * 4)) & 0xF];
        }
    }

    private static long value(byte[] bytes, int at, int digits) {
        long value = 0;
        for (int i = at; i < at + digits; i++) {
            value = (value << 4) | VALUES[bytes[i] & 0x7F];
        }
        return value;
    }
}
