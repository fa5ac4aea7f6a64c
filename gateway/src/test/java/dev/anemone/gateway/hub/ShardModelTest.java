package dev.anemone.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.protocol.FrameDeflater;
import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.SocketId;
import dev.anemone.model.StreamPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;

/// A shard beside a naive model of it, through the same random life: 6 seeds × 4,000 steps. Each subscriber must hear
/// exactly what the model says, in that order. Every other one has negotiated compression.
class ShardModelTest {
    private static final int STEPS = 4_000;
    private static final int CHANNELS = 4;
    private static final int MAX_CLIENTS = 12;

    private final FakeLoop loop = new FakeLoop();
    private final LongAdder delivered = new LongAdder();
    private final Shard shard = new Shard(0, loop, new CountPacing(100, Duration.ofSeconds(5)), Integer.MAX_VALUE,
            delivered);
    private final FrameDeflater deflater = new FrameDeflater(150);
    private final List<Client> clients = new ArrayList<>();
    private final Queue<Delivery> waiting = new LinkedBlockingQueue<>();
    private long expectedDeliveries;
    private int names;

    private static final class Client {
        final RecordingSubscriber subscriber;
        final Registration registration;
        final Map<Integer, Place> places = new TreeMap<>();
        final List<String> expected = new ArrayList<>();

        Client(RecordingSubscriber subscriber, Registration registration) {
            this.subscriber = subscriber;
            this.registration = registration;
        }
    }

    /// A subscription, and what the model holds for it; `held` is `null` once it is active.
    private static final class Place {
        final Subscription subscription;
        @Nullable List<Delivery> held = new ArrayList<>();
        long shown;

        Place(Subscription subscription) {
            this.subscription = subscription;
        }
    }

    private static ChannelKey channel(int number) {
        return new ChannelKey(new AppId("1"), new ChannelName("c" + number));
    }

    @RepeatedTest(6)
    void everySubscriberHearsWhatTheModelSays(RepetitionInfo repetition) {
        var random = new SplittableRandom(repetition.getCurrentRepetition());
        for (int step = 0; step < STEPS; step++) {
            switch (random.nextInt(30)) {
                case 0, 1, 2 -> connect();
                case 3 -> disconnect(random);
                case 4, 5, 6, 7 -> enter(random);
                case 8, 9, 10, 11 -> activate(random);
                case 12, 13 -> leave(random);
                case 14, 15 -> reply(random);
                case 16, 17, 18 -> {
                    loop.run();
                    gather();
                }
                default -> publish(random);
            }
            if (random.nextInt(50) == 0) {
                loop.run();
                gather();
                clients.forEach(client -> assertThat(client.subscriber.heard()).isEqualTo(client.expected));
            }
        }
        loop.run();
        gather();
        clients.forEach(client -> assertThat(client.subscriber.heard()).isEqualTo(client.expected));
        assertThat(delivered.sum()).isEqualTo(expectedDeliveries).isGreaterThan(STEPS / 2);
    }

    private void connect() {
        if (clients.size() < MAX_CLIENTS) {
            int number = ++names;
            var subscriber = new RecordingSubscriber(number + ".1", shard, number % 2 == 0 ? deflater : null);
            clients.add(new Client(subscriber, shard.register(subscriber)));
        }
    }

    private void disconnect(SplittableRandom random) {
        Client client = any(random);
        if (client != null) {
            client.places.values().forEach(place -> shard.unsubscribe(place.subscription));
            shard.deregister(client.registration);
            clients.remove(client);
        }
    }

    private void enter(SplittableRandom random) {
        Client client = any(random);
        int channel = random.nextInt(CHANNELS);
        if (client != null && !client.places.containsKey(channel)) {
            Subscription subscription = shard.subscribe(client.registration, channel(channel));
            gather(); // Whoever enters is told nothing older.
            client.places.put(channel, new Place(subscription));
        }
    }

    private void activate(SplittableRandom random) {
        Client client = any(random);
        Place place = client == null ? null : client.places.get(random.nextInt(CHANNELS));
        if (client == null || place == null || place.held == null) {
            return;
        }
        List<Delivery> held = place.held;
        place.held = null;
        place.shown = random.nextInt(10);
        String name = "in " + ++names;
        shard.activate(place.subscription, List.of(Frames.named(name)), place.shown, StreamPosition.NONE);
        client.expected.add(name);
        held.forEach(delivery -> hear(client, place, delivery));
    }

    private void leave(SplittableRandom random) {
        Client client = any(random);
        Place place = client == null ? null : client.places.remove(random.nextInt(CHANNELS));
        if (place != null) {
            shard.unsubscribe(place.subscription);
        }
    }

    private void reply(SplittableRandom random) {
        Client client = any(random);
        if (client != null) {
            String name = "reply " + ++names;
            client.subscriber.enqueue(Frames.named(name));
            client.expected.add(name);
        }
    }

    private void publish(SplittableRandom random) {
        Client except = random.nextInt(3) == 0 ? any(random) : null;
        SocketId exceptId = except == null ? null : except.subscriber.socketId();
        String name = "m" + ++names;
        int size = random.nextInt(40) == 0 ? random.nextInt(Scratch.BYTES * 5 / 4) : 0;
        var delivery = Delivery.members(channel(random.nextInt(CHANNELS)),
                size < 200 ? Frames.named(name) : Frames.named(name + "x".repeat(size)), exceptId,
                random.nextInt(4) == 0 ? random.nextInt(1, 12) : 0);
        shard.offer(delivery);
        waiting.add(delivery);
    }

    /// The model's whole turn.
    private void gather() {
        for (Delivery delivery; (delivery = waiting.poll()) != null;) {
            for (Client client : clients) {
                for (Place place : client.places.values()) {
                    if (!place.subscription.channel().equals(delivery.channel())) {
                        continue;
                    }
                    if (place.held == null) {
                        hear(client, place, delivery);
                    } else {
                        place.held.add(delivery);
                    }
                }
            }
        }
    }

    private void hear(Client client, Place place, Delivery delivery) {
        boolean shown = delivery.membershipVersion() != 0 && delivery.membershipVersion() <= place.shown;
        if (!shown && !client.subscriber.socketId().equals(delivery.except())) {
            client.expected.add(Frames.name(delivery.frame()));
            expectedDeliveries++;
        }
    }

    private @Nullable Client any(SplittableRandom random) {
        return clients.isEmpty() ? null : clients.get(random.nextInt(clients.size()));
    }
}
