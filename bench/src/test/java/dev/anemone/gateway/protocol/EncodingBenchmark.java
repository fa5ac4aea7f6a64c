package dev.anemone.gateway.protocol;

import dev.anemone.bench.jmh.Measured;
import dev.anemone.bench.jmh.Payloads;
import dev.anemone.bench.jmh.SampleApp;
import dev.anemone.model.EventName;
import dev.anemone.model.Publication;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// A publication becomes the frame that all its subscribers share: once per node, whatever their number.
@SuppressWarnings("NullAway.Init") // JMH calls the setup first.
public class EncodingBenchmark extends Measured {
    @Param({"250", "10240"}) public int dataBytes;

    /// The second one has backslashes, which are escaped.
    @Param({"order-shipped", "App\\Events\\OrderShipped"}) public String event;

    private Publication publication;

    @Setup
    public void publication() {
        publication = new Publication(SampleApp.CHANNEL, new EventName(event), Payloads.data(dataBytes));
    }

    @Benchmark
    public Frame encode() {
        return MessageEncoder.publication(publication);
    }
}
