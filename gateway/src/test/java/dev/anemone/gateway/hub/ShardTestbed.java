package dev.anemone.gateway.hub;

import dev.anemone.gateway.protocol.Frame;
import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.SocketId;
import dev.anemone.model.StreamPosition;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// A shard whose turns the test takes, its channels, and those who subscribe to them.
abstract class ShardTestbed {
    static final int MAX_HELD_BYTES = 1_000;
    static final ChannelKey A = key("a");
    static final ChannelKey B = key("b");

    final FakeLoop loop = new FakeLoop();
    final LongAdder delivered = new LongAdder();
    final Shard shard = new Shard(0, loop, new CountPacing(100, Duration.ofSeconds(5)), MAX_HELD_BYTES,
            delivered);
    int ids;

    static ChannelKey key(String channel) {
        return new ChannelKey(new AppId("1"), new ChannelName(channel));
    }

    /// A subscriber with its registration and subscriptions, named by its channels.
    final class Client {
        final RecordingSubscriber subscriber;
        final Registration registration;

        Client(RecordingSubscriber subscriber) {
            this.subscriber = subscriber;
            this.registration = shard.register(subscriber);
        }

        Client() {
            this(new RecordingSubscriber(++ids + ".1", shard));
        }

        Subscription enter(ChannelKey channel) {
            return shard.subscribe(registration, channel);
        }

        Subscription join(ChannelKey channel) {
            Subscription subscription = enter(channel);
            shard.activate(subscription, List.of(Frames.named("in " + channel.channel())), 0, StreamPosition.NONE);
            return subscription;
        }

        /// What was heard so far but for the acknowledgements.
        List<String> events() {
            return heard().stream().filter(name -> !name.startsWith("in ")).toList();
        }

        List<String> heard() {
            loop.run();
            return subscriber.heard();
        }
    }

    void count(int subscriptions) {
        shard.offer(new Delivery(A, Frames.named("count " + subscriptions), null, 0, 0, StreamPosition.NONE,
                false, subscriptions));
        loop.run();
    }

    void publish(ChannelKey channel, String name) {
        publish(channel, Frames.named(name), null);
    }

    void publish(ChannelKey channel, Frame frame, @Nullable SocketId except) {
        shard.offer(Delivery.members(channel, frame, except, 0));
    }

    void change(ChannelKey channel, String name, long version, @Nullable SocketId except) {
        shard.offer(Delivery.members(channel, Frames.named(name), except, version));
    }

    void keep(String name, String epoch, long offset) {
        shard.offer(new Delivery(A, Frames.named(name), null, 0, 0, new StreamPosition(epoch, offset, name),
                false, Delivery.NO_COUNT));
    }
}
