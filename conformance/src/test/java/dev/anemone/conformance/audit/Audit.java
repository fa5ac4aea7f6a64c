package dev.anemone.conformance.audit;

import dev.anemone.conformance.audit.Findings.Loss;
import dev.anemone.conformance.audit.Heard.Arrival;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Compares what was published with what was heard.
///
/// An event is **lost** to a subscriber that was subscribed before it was published, if the service accepted it and the
/// subscriber never heard it. A subscriber whose connection ended knows that it missed what came after the last it heard,
/// so of that nothing counts as lost. **Order** is the same for all subscribers of a channel, and keeps each
/// publisher's own.
final class Audit {
    private final Map<String, List<Sent>> sent;
    private final Map<Event, Sent> sentByEvent;
    private final Map<String, List<Heard>> heard;

    private Audit(Collection<Sent> sent, Collection<Heard> heard) {
        this.sent = sent.stream().collect(Collectors.groupingBy(each -> each.event().channel()));
        this.sentByEvent = sent.stream().collect(Collectors.toMap(Sent::event, each -> each));
        this.heard = heard.stream().collect(Collectors.groupingBy(Heard::channel));
    }

    static Findings of(Collection<Sent> sent, Collection<Heard> heard) {
        return new Audit(sent, heard).findings();
    }

    private Findings findings() {
        var lost = new ArrayList<Loss>();
        long duplicated = 0;
        long reordered = 0;
        long delivered = 0;
        long latest = 0;
        for (List<Heard> subscribers : heard.values()) {
            for (Heard subscriber : subscribers) {
                lost.addAll(lostTo(subscriber));
                Set<Event> events = events(subscriber);
                delivered += subscriber.arrivals().size();
                duplicated += subscriber.arrivals().size() - events.size();
                reordered += outOfSequence(events);
                latest = Math.max(latest, latest(subscriber));
            }
            reordered += inversions(subscribers);
        }
        long published = sentByEvent.values().stream().filter(Sent::confirmed).count();
        return new Findings(published, delivered, lost, duplicated, reordered, Duration.ofNanos(latest));
    }

    /// The events that came, each where it came first.
    private static Set<Event> events(Heard subscriber) {
        return subscriber.arrivals().stream().map(Arrival::event).collect(Collectors.toCollection(LinkedHashSet::new));
    }

    private List<Loss> lostTo(Heard subscriber) {
        var came = new HashSet<Event>();
        var lastOf = new HashMap<Integer, Integer>();
        for (Arrival arrival : subscriber.arrivals()) {
            came.add(arrival.event());
            lastOf.merge(arrival.event().publisher(), arrival.event().number(), Math::max);
        }
        return sent.getOrDefault(subscriber.channel(), List.of()).stream()
                .filter(each -> each.confirmed() && each.began() >= subscriber.since())
                .map(Sent::event)
                .filter(event -> subscriber.open() || event.number() < lastOf.getOrDefault(event.publisher(), 0))
                .filter(event -> !came.contains(event))
                .map(event -> new Loss(subscriber.node(), event))
                .toList();
    }

    private long latest(Heard subscriber) {
        long latest = 0;
        for (Arrival arrival : subscriber.arrivals()) {
            Sent event = sentByEvent.get(arrival.event());
            if (event != null && event.confirmed()) {
                latest = Math.max(latest, arrival.at() - event.accepted());
            }
        }
        return latest;
    }

    private static long outOfSequence(Set<Event> events) {
        var lastOf = new HashMap<Integer, Integer>();
        return events.stream()
                .filter(event -> lastOf.merge(event.publisher(), event.number(), Math::max) > event.number())
                .count();
    }

    private static long inversions(List<Heard> subscribers) {
        List<Set<Event>> orders = subscribers.stream().map(Audit::events).toList();
        long inversions = 0;
        for (int i = 0; i < orders.size(); i++) {
            var places = new HashMap<Event, Integer>();
            orders.get(i).forEach(event -> places.put(event, places.size()));
            for (Set<Event> other : orders.subList(i + 1, orders.size())) {
                inversions += inversions(
                        other.stream().filter(places::containsKey).mapToInt(places::get).toArray());
            }
        }
        return inversions;
    }

    /// How many pairs stand the wrong way round. Sorts `places`, by merging halves.
    static long inversions(int[] places) {
        return inversions(places, new int[places.length], 0, places.length);
    }

    private static long inversions(int[] places, int[] merged, int from, int to) {
        if (to - from < 2) {
            return 0;
        }
        int middle = (from + to) >>> 1;
        long inversions = inversions(places, merged, from, middle) + inversions(places, merged, middle, to);
        int left = from;
        int right = middle;
        for (int i = from; i < to; i++) {
            if (left < middle && (right == to || places[left] <= places[right])) {
                merged[i] = places[left++];
            } else {
                merged[i] = places[right++];
                inversions += middle - left;
            }
        }
        System.arraycopy(merged, from, places, from, to - from);
        return inversions;
    }
}
