package dev.anemone.api.events;

import static dev.anemone.bench.jmh.Right.valid;

import dev.anemone.api.http.Checked;
import dev.anemone.bench.jmh.EventBody;
import dev.anemone.bench.jmh.Measured;
import dev.anemone.model.Limits;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;

/// The body of a request becomes events that are checked against all limits, their data never decoded.
public class EventDecodingBenchmark extends Measured {
    private static final int DATA_BYTES = 200;
    private static final int BATCH = 10;

    private final byte[] one = EventBody.one(DATA_BYTES);
    private final byte[] ten = EventBody.batch(BATCH, DATA_BYTES);

    @Setup
    public void check() {
        valid(event());
        if (valid(batchOfTen()).size() != BATCH) {
            throw new IllegalStateException("Events are missing");
        }
    }

    @Benchmark
    public Checked<Trigger> event() {
        return EventDecoder.event(one, Limits.DEFAULTS);
    }

    @Benchmark
    public Checked<List<Trigger>> batchOfTen() {
        return EventDecoder.batch(ten, Limits.DEFAULTS);
    }
}
