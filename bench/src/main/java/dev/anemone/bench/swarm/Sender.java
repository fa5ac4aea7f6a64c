package dev.anemone.bench.swarm;

import dev.anemone.bench.plan.SwarmPlan;
import dev.anemone.bench.wire.EventBody;
import dev.anemone.bench.wire.Payload;
import dev.anemone.bench.wire.SignedPost;

/// Makes requests out of events, for one channel after the other, and puts the events under way. Confined to the loop's
/// thread.
final class Sender {
    private static final long MILLIS = 1_000;

    private final Flights flights;
    private final int[] subscribers;
    private final SignedPost post;
    private final EventBody body;
    private final int[] sequences;
    private final long measuredFromNanos;
    private int nextChannel;
    private long requests;
    private long measuredRequests;
    private long measuredEvents;

    /// @param subscribers of each channel, as they are when an event is sent
    /// @param measuredFromNanos events that are due earlier belong to the warm-up
    Sender(Wire wire, Flights flights, int[] subscribers, int publishers, int payloadBytes, long measuredFromNanos) {
        this.measuredFromNanos = measuredFromNanos;
        this.flights = flights;
        this.subscribers = subscribers;
        var target = wire.target;
        post = new SignedPost(target.authority(), target.path("/apps/" + target.appId()), target.key(),
                target.secret());
        body = new EventBody(Payload.of(payloadBytes));
        sequences = new int[publishers * subscribers.length];
    }

    /// Sends one request.
    ///
    /// @param batch how many events are in it
    /// @param dueNanos the time they carry
    /// @return how many of them somebody will receive
    int send(Publisher publisher, int batch, long dueNanos, long nowNanos) {
        requests++;
        if (dueNanos >= measuredFromNanos) {
            measuredRequests++;
            measuredEvents += batch;
        }
        int awaited = 0;
        if (batch > 1) {
            body.beginBatch();
        }
        for (int i = 0; i < batch; i++) {
            int channel = nextChannel;
            nextChannel = (channel + 1) % subscribers.length;
            int sequence = ++sequences[publisher.index() * subscribers.length + channel];
            int event = flights.add(channel, publisher.index(), sequence, nowNanos, subscribers[channel]);
            awaited += subscribers[channel] > 0 ? 1 : 0;
            if (batch > 1) {
                body.add(SwarmPlan.channel(channel), event, dueNanos);
            } else {
                body.single(SwarmPlan.channel(channel), event, dueNanos);
            }
        }
        if (batch > 1) {
            body.endBatch();
        }
        publisher.send(post.request(batch > 1 ? "/batch_events" : "/events", body.bytes(), body.length(),
                System.currentTimeMillis() / MILLIS), nowNanos);
        return awaited;
    }

    /// Requests sent since the beginning.
    long requests() {
        return requests;
    }

    /// Requests sent since the warm-up.
    long measuredRequests() {
        return measuredRequests;
    }

    /// Events sent since the warm-up.
    long measuredEvents() {
        return measuredEvents;
    }
}
