package dev.anemone.gateway.hub;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Publication;
import dev.anemone.store.Broker;
import dev.anemone.store.Occupancy;
import dev.anemone.store.PublishResult;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/// A broker, and the occupancy beside it, that write down what they are told. The test says when a channel flows. Not
/// thread-safe.
final class RecordingBroker implements Broker, Occupancy {
    private final List<String> calls = new ArrayList<>();
    private final Map<ChannelKey, CompletableFuture<Void>> subscribed = new HashMap<>();
    private @Nullable Listener listener;

    /// What it was told so far, and forgets by this.
    List<String> takeCalls() {
        var taken = List.copyOf(calls);
        calls.clear();
        return taken;
    }

    /// The stage that the last subscriber of `channel` waits for.
    CompletableFuture<Void> flow(ChannelKey channel) {
        return Objects.requireNonNull(subscribed.get(channel), "nobody subscribed");
    }

    Listener listener() {
        return Objects.requireNonNull(listener, "nobody listens");
    }

    @Override
    public void listen(Listener listener) {
        this.listener = listener;
    }

    @Override
    public CompletionStage<Void> subscribe(ChannelKey channel) {
        calls.add("subscribe " + channel);
        var flow = new CompletableFuture<Void>();
        subscribed.put(channel, flow);
        return flow;
    }

    @Override
    public void unsubscribe(ChannelKey channel) {
        calls.add("unsubscribe " + channel);
    }

    @Override
    public void report(ChannelKey channel, int subscriptions) {
        calls.add("report " + channel + " " + subscriptions);
    }

    @Override
    public Continuity continuity() {
        return Continuity.NONE;
    }

    @Override
    public CompletionStage<PublishResult> publish(List<Publication> publications) {
        throw new UnsupportedOperationException("A hub publishes nothing");
    }

    @Override
    public CompletionStage<Map<ChannelName, Integer>> occupied(AppId app, String prefix) {
        throw new UnsupportedOperationException("A hub asks nothing");
    }

    @Override
    public CompletionStage<List<Integer>> subscriptions(List<ChannelKey> channels) {
        throw new UnsupportedOperationException("A hub asks nothing");
    }
}
