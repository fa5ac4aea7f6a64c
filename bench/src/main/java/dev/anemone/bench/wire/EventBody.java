package dev.anemone.bench.wire;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// The body of a `POST /events` or `/batch_events`, built in one buffer that is used again. Confined to one thread.
public final class EventBody {
    /// The name of the events.
    public static final String EVENT = "bench";

    private static final byte[] BATCH = ascii("{\"batch\":[");
    private static final byte[] BATCH_END = ascii("]}");
    private static final byte[] DATA = ascii("\",\"data\":\"");
    private static final byte[] DATA_END = ascii("\"}");

    private final Payload payload;
    private byte[] bytes = new byte[4096];
    private int length;

    public EventBody(Payload payload) {
        this.payload = payload;
    }

    /// One event, as `POST /events` takes it.
    public void single(String channel, int event, long timeNanos) {
        length = 0;
        put(ascii("{\"name\":\"" + EVENT + "\",\"channels\":[\"" + channel + "\"],\"data\":\""));
        putData(event, timeNanos);
    }

    /// Begins a batch.
    public void beginBatch() {
        length = 0;
        put(BATCH);
    }

    /// Adds an event to the batch.
    public void add(String channel, int event, long timeNanos) {
        if (length > BATCH.length) {
            put(new byte[]{','});
        }
        put(ascii("{\"name\":\"" + EVENT + "\",\"channel\":\"" + channel));
        put(DATA);
        putData(event, timeNanos);
    }

    /// Ends the batch, as `POST /batch_events` takes it.
    public void endBatch() {
        put(BATCH_END);
    }

    /// What was built: the first [#length] bytes, until the next body is begun.
    public byte[] bytes() {
        return bytes;
    }

    public int length() {
        return length;
    }

    private void putData(int event, long timeNanos) {
        reserve(payload.escapedLength());
        payload.put(bytes, length, event, timeNanos);
        length += payload.escapedLength();
        put(DATA_END);
    }

    private void put(byte[] part) {
        reserve(part.length);
        System.arraycopy(part, 0, bytes, length, part.length);
        length += part.length;
    }

    private void reserve(int more) {
        if (bytes.length - length < more) {
            bytes = Arrays.copyOf(bytes, Math.max(bytes.length * 2, length + more));
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
