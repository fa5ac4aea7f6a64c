package dev.anemone.conformance.audit;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// What an [Audit] found.
///
/// @param published events that the service said yes to
/// @param delivered arrivals of them, at all subscribers
/// @param lost what a subscriber should have heard and did not
/// @param duplicated arrivals of an event that the same connection had heard already
/// @param reordered pairs of events that two subscribers heard in different orders, and events that came after a later one
///     of the same publisher
/// @param latest the longest time from the service's yes to an arrival
record Findings(long published, long delivered, List<Loss> lost, long duplicated, long reordered, Duration latest) {
    /// An event that a subscriber on `node` should have heard.
    record Loss(String node, Event event) {}

    /// The losses that the service did not tell of. It tells of gaps by counting one for each channel of a node; a node
    /// with fewer gaps than channels with losses has told of none.
    ///
    /// @param gaps how many each node has counted, by its name
    List<Loss> silent(Map<String, Long> gaps) {
        Map<String, Long> channels = lost.stream().collect(Collectors.groupingBy(Loss::node, Collectors
                .collectingAndThen(Collectors.toList(),
                        losses -> losses.stream().map(loss -> loss.event().channel()).distinct().count())));
        return lost.stream().filter(loss -> channels.getOrDefault(loss.node(), 0L) > gaps.getOrDefault(loss.node(), 0L))
                .toList();
    }
}
