package dev.anemone.store;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.Member;
import dev.anemone.model.SocketId;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// Who is in which presence channel. Members are users: one user with many connections is one member, who comes with
/// the first connection and goes with the last.
///
/// **Versions.** Each change of a channel's member set raises its membership version: by one while the channel has
/// members, and perhaps by more when the first one comes back to an empty channel; it never falls. A join returns the
/// members as of one version; the changes travel through the channel's feed ([Broker]) with theirs, in that order.
/// Whoever shows the list and then only changes with a greater version shows every member exactly once.
public interface Presence {
    /// What became of a join.
    sealed interface Joined {
        /// The connection is in. `members` includes its own user, in order of arrival.
        record In(List<Member> members, long version) implements Joined {
            public In {
                members = List.copyOf(members);
            }
        }

        /// The channel already has `max` other users. Nothing has changed.
        record Full(int max) implements Joined {}
    }

    /// Adds a connection. If it is the user's first there, a [dev.anemone.model.MemberAdded] goes through the channel's
    /// feed. A later join of the same user replaces the stored info without an event. Idempotent per connection. A
    /// connection that is in as another user leaves as that user first.
    ///
    /// @param maxMembers how many distinct users the channel may have; further connections of a present user always fit
    CompletionStage<Joined> join(ChannelKey channel, SocketId socket, Member member, int maxMembers);

    /// Removes a connection. If it was the user's last there, a [dev.anemone.model.MemberRemoved] goes through the
    /// channel's feed. Does nothing for a connection that is not in.
    CompletionStage<Void> leave(ChannelKey channel, SocketId socket);

    /// The members at this moment, in order of arrival.
    CompletionStage<List<Member>> members(ChannelKey channel);

    /// For each channel in turn, how many distinct users it has.
    CompletionStage<List<Integer>> userCounts(List<ChannelKey> channels);
}
