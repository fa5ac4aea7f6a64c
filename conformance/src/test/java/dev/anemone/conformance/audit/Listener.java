package dev.anemone.conformance.audit;

import dev.anemone.conformance.audit.Heard.Arrival;
import dev.anemone.conformance.pusher.Message;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;

/// Subscribes to all audited channels, and writes down what it hears. Thread-safe.
final class Listener implements Client.Part {
    private final List<String> channels;
    private final Map<String, Hearing> open = new HashMap<>();
    private final List<Heard> ended = new ArrayList<>();
    private String node = "";

    /// A [Heard] that goes on.
    private record Hearing(String node, String channel, long since, List<Arrival> arrivals) {
        Heard until(long at) {
            return new Heard(node, channel, since, at, Collections.unmodifiableList(new ArrayList<>(arrivals)));
        }
    }

    Listener(List<String> channels) {
        this.channels = channels;
    }

    @Override
    public synchronized void connected(Node connectedTo, String socketId, BiConsumer<String, Map<String, ?>> send) {
        node = connectedTo.name();
        channels.forEach(channel -> send.accept("pusher:subscribe", Map.of("channel", channel)));
    }

    @Override
    public synchronized void heard(Message message, long at) {
        String channel = message.channel();
        switch (message.event()) {
            case "pusher_internal:subscription_succeeded" ->
                open.put(channel, new Hearing(node, channel, at, new ArrayList<>()));
            case Event.NAME -> {
                Hearing hearing = open.get(channel);
                if (hearing != null) {
                    hearing.arrivals().add(new Arrival(Event.of(channel, message.data()), at));
                }
            }
            default -> {} // Counts of subscriptions.
        }
    }

    @Override
    public synchronized boolean disconnected(long at) {
        open.values().forEach(hearing -> ended.add(hearing.until(at)));
        open.clear();
        return true;
    }

    /// On how many channels it is subscribed.
    synchronized int subscriptions() {
        return open.size();
    }

    /// Whether it is subscribed to every channel, and has heard on each something that is `since`.
    synchronized boolean hearsAll(List<String> live, long since) {
        return live.stream().allMatch(channel -> open.containsKey(channel)
                && !open.get(channel).arrivals().isEmpty()
                && open.get(channel).arrivals().getLast().at() >= since);
    }

    /// Everything so far.
    synchronized List<Heard> heard() {
        var all = new ArrayList<>(ended);
        open.values().forEach(hearing -> all.add(hearing.until(Heard.OPEN)));
        return all;
    }
}
