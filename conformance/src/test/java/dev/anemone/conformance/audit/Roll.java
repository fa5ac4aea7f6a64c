package dev.anemone.conformance.audit;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/// Compares who is there with whom the nodes and the members themselves list, and with what nodes count.
///
/// @param ghosts members that nobody is, once for each node or member that lists them
/// @param wrong counts of subscriptions or users that are not so, and members that somebody does not list
record Roll(List<String> ghosts, List<String> wrong) {
    /// Calls it at every node that lives.
    static Roll call(Service service, Collection<Listener> listeners, Collection<Member> members,
            List<String> channels) {
        var roll = new Roll(new ArrayList<>(), new ArrayList<>());
        List<Member> joined = members.stream().filter(Member::joined).toList();
        Set<String> there = joined.stream().map(Member::user).collect(Collectors.toSet());
        for (Member member : joined) {
            roll.compare("member " + member.user(), member.list(), there);
        }
        Map<String, Integer> subscriptions = new HashMap<>();
        listeners.stream().flatMap(listener -> listener.heard().stream()).filter(Heard::open)
                .forEach(heard -> subscriptions.merge(heard.channel(), 1, Integer::sum));
        for (Node node : service.living()) {
            try {
                roll.compare(node.name(), new HashSet<>(node.users(Member.ROOM)), there);
                JsonNode room = node.channel(Member.ROOM, "subscription_count,user_count");
                roll.compare(node + ": users of the room", room.path("user_count").asInt(-1), there.size());
                roll.compare(node + ": subscriptions of the room", room.path("subscription_count").asInt(-1),
                        joined.size());
                for (String channel : channels) {
                    roll.compare(node + ": subscriptions of " + channel,
                            node.channel(channel, "subscription_count").path("subscription_count").asInt(-1),
                            subscriptions.getOrDefault(channel, 0));
                }
            } catch (IOException failure) {
                roll.wrong.add(node + " does not tell: " + failure);
            }
        }
        return roll;
    }

    private void compare(String who, Set<String> listed, Set<String> there) {
        listed.stream().filter(user -> !there.contains(user)).forEach(user -> ghosts.add(who + " lists " + user));
        there.stream().filter(user -> !listed.contains(user)).forEach(user -> wrong.add(who + " misses " + user));
    }

    private void compare(String what, int counted, int there) {
        if (counted != there) {
            wrong.add(what + ": " + counted + " for " + there);
        }
    }

    boolean isRight() {
        return ghosts.isEmpty() && wrong.isEmpty();
    }
}
