package dev.anemone.api.events;

import static dev.anemone.bench.jmh.Right.valid;

import dev.anemone.api.channels.ChannelInfoReader;
import dev.anemone.api.http.ApiRequest;
import dev.anemone.api.http.QueryParameters;
import dev.anemone.api.http.Rates;
import dev.anemone.api.http.Reply;
import dev.anemone.bench.jmh.CountingSubscriber;
import dev.anemone.bench.jmh.EventBody;
import dev.anemone.bench.jmh.Measured;
import dev.anemone.bench.jmh.SampleApp;
import dev.anemone.bench.jmh.SteppedLoop;
import dev.anemone.gateway.hub.CountPacing;
import dev.anemone.gateway.hub.Hub;
import dev.anemone.gateway.hub.Registration;
import dev.anemone.gateway.hub.Shard;
import dev.anemone.model.SocketId;
import dev.anemone.model.StreamPosition;
import dev.anemone.store.memory.MemoryStore;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.TearDown;

/// A request whose signature has been checked becomes ten deliveries: body, limits, memory store, hub and frame; all but
/// HTTP and the writes.
public class PublishingBenchmark extends Measured {
    private static final int SUBSCRIBERS = 10;

    private final MemoryStore store = MemoryStore.create(List.of(SampleApp.APP));
    private final SteppedLoop loop = new SteppedLoop();
    private final Hub hub = Hub.listeningTo(store.broker(), store.occupancy(),
            new CountPacing(100, Duration.ofSeconds(5)), 1 << 20);
    private final TriggerEventHandler handler = new TriggerEventHandler(new Publishing(store.broker(),
            new ChannelInfoReader(store.presence(), store.occupancy()), new Rates(System::nanoTime)));
    private final ApiRequest request = new ApiRequest(SampleApp.APP, Map.of(),
            valid(QueryParameters.parse("")), List.of(), EventBody.one(200));

    @Setup
    public void subscribe() {
        Shard shard = hub.addShard(loop);
        for (int i = 0; i < SUBSCRIBERS; i++) {
            Registration registration = shard.register(new CountingSubscriber(new SocketId("1." + i)));
            hub.hold(SampleApp.CHANNEL, shard);
            shard.activate(shard.subscribe(registration, SampleApp.CHANNEL), List.of(), 0, StreamPosition.NONE);
        }
        Reply reply = publish().toCompletableFuture().join();
        if (!reply.equals(Reply.OK) || hub.delivered() != SUBSCRIBERS) {
            throw new IllegalStateException(reply + " to " + hub.delivered());
        }
    }

    @TearDown
    public void close() {
        store.close();
    }

    @Benchmark
    public CompletionStage<Reply> publish() {
        CompletionStage<Reply> reply = handler.handle(request);
        loop.run();
        return reply;
    }
}
