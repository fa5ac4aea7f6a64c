package dev.anemone.store.memory;

import dev.anemone.model.Member;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The members of one presence channel, and the connections they are there with. Not thread-safe.
final class Roster {
    private static final class Seat {
        private Member member;
        private int connections;

        Seat(Member member) {
            this.member = member;
        }
    }

    private final Map<UserId, Seat> seats = new LinkedHashMap<>(); // In order of arrival.
    private final Map<SocketId, UserId> users = new HashMap<>();

    boolean has(UserId user) {
        return seats.containsKey(user);
    }

    /// How many distinct users are in.
    int size() {
        return seats.size();
    }

    /// The user that `socket` is in as, or `null` if it is not in.
    @Nullable
    UserId userOf(SocketId socket) {
        return users.get(socket);
    }

    List<Member> members() {
        var members = new ArrayList<Member>(seats.size());
        for (Seat seat : seats.values()) {
            members.add(seat.member);
        }
        return members;
    }

    /// Adds a connection that is not in, or is in as this user; the user's info is this member's from now on.
    ///
    /// @return whether the user came with it
    boolean add(SocketId socket, Member member) {
        boolean arrives = !has(member.id());
        Seat seat = seats.computeIfAbsent(member.id(), _ -> new Seat(member));
        seat.member = member;
        if (users.put(socket, member.id()) == null) {
            seat.connections++;
        }
        return arrives;
    }

    /// Removes a connection.
    ///
    /// @return the user who left with it; `null` if others of the user's are in, or it was not in
    @Nullable
    UserId remove(SocketId socket) {
        UserId user = users.remove(socket);
        Seat seat = user == null ? null : seats.get(user);
        if (user == null || seat == null || --seat.connections > 0) {
            return null;
        }
        seats.remove(user);
        return user;
    }
}
