package dev.anemone.gateway.hub;

import dev.anemone.bench.jmh.CountingSubscriber;
import dev.anemone.bench.jmh.Measured;
import dev.anemone.bench.jmh.Payloads;
import dev.anemone.bench.jmh.SampleApp;
import dev.anemone.bench.jmh.SteppedLoop;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventName;
import dev.anemone.model.Publication;
import dev.anemone.model.SocketId;
import dev.anemone.model.StreamPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Setup;

/// One turn of an I/O thread that brings one event to all subscribers of a channel: all that the hub does for a delivery
/// but the write itself. The time is that of the whole turn.
@SuppressWarnings("NullAway.Init") // JMH calls the setup first.
public class DeliveryBenchmark extends Measured {
    private static final ChannelKey ANOTHER = new ChannelKey(SampleApp.APP.id(), new ChannelName("another"));

    /// Who listens.
    public enum Listeners {
        /// Everyone hears this channel alone.
        EXCLUSIVE,
        /// The same, and one of them asked not to hear this event.
        ONE_EXCLUDED,
        /// Everyone hears another channel too.
        MIXED
    }

    @Param({"1", "10", "1000"}) public int subscribers;

    @Param public Listeners listeners;

    private final SteppedLoop loop = new SteppedLoop();
    private final LongAdder delivered = new LongAdder();
    private final Shard shard = new Shard(0, loop, new CountPacing(100, Duration.ofSeconds(5)), 1 << 20, delivered);
    private Delivery event;

    @Setup
    public void subscribe() {
        var sockets = new ArrayList<SocketId>();
        for (int i = 0; i < subscribers; i++) {
            var subscriber = new CountingSubscriber(new SocketId("1." + i));
            sockets.add(subscriber.socketId());
            Registration registration = shard.register(subscriber);
            enter(registration, SampleApp.CHANNEL);
            if (listeners == Listeners.MIXED) {
                enter(registration, ANOTHER);
            }
        }
        SocketId except = listeners == Listeners.ONE_EXCLUDED ? sockets.get(subscribers / 2) : null;
        event = Delivery.event(new Publication(SampleApp.CHANNEL, new EventName("order-shipped"), Payloads.data(250),
                except, null));
        long expected = listeners == Listeners.ONE_EXCLUDED ? subscribers - 1 : subscribers;
        if (turn() != expected) {
            throw new IllegalStateException(delivered + " heard it instead of " + expected);
        }
    }

    private void enter(Registration registration, ChannelKey channel) {
        shard.activate(shard.subscribe(registration, channel), List.of(), 0, StreamPosition.NONE);
    }

    @Benchmark
    public long turn() {
        shard.offer(event);
        loop.run();
        return delivered.sum();
    }
}
