package dev.anemone.store.redis;

import dev.anemone.model.Member;
import dev.anemone.model.UserId;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// Who is in a presence channel, at one version.
///
/// @param born the version with which Redis's data began: what is older is lost
/// @param arrivals in their order
record Membership(long version, long born, List<Arrival> arrivals) {
    /// A member, and the version that its coming made.
    record Arrival(long version, Member member) {}

    List<Member> members() {
        return arrivals.stream().map(Arrival::member).toList();
    }

    Set<UserId> users() {
        return arrivals.stream().map(arrival -> arrival.member().id()).collect(Collectors.toSet());
    }
}
