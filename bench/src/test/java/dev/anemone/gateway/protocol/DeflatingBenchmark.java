package dev.anemone.gateway.protocol;

import dev.anemone.bench.jmh.Measured;
import dev.anemone.bench.jmh.Payloads;
import dev.anemone.bench.jmh.SampleApp;
import dev.anemone.model.EventName;
import dev.anemone.model.Publication;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// A frame is compressed for all subscribers who negotiated permessage-deflate: once for each I/O thread.
@SuppressWarnings("NullAway.Init") // JMH calls the setup first.
public class DeflatingBenchmark extends Measured {
    @Param({"250", "10240"}) public int dataBytes;

    private final FrameDeflater deflater = new FrameDeflater(0);
    private Frame frame;

    @Setup
    public void frame() {
        frame = MessageEncoder.publication(
                new Publication(SampleApp.CHANNEL, new EventName("order-shipped"), Payloads.data(dataBytes)));
        if (deflate().length >= frame.size()) {
            throw new IllegalStateException("It has not become shorter");
        }
    }

    @Benchmark
    public byte[] deflate() {
        return deflater.deflate(frame);
    }
}
