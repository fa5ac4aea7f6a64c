package dev.anemone.store.memory;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.Member;
import dev.anemone.model.MemberAdded;
import dev.anemone.model.MemberRemoved;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import dev.anemone.store.Presence;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// The members of all presence channels. Thread-safe: each part of the channels has its lock, which is held while the
/// members change and the change takes its place in the feed, and let go before the feed delivers.
final class MemoryPresence implements Presence {
    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);

    private final Feed feed;
    private final Lifecycle lifecycle;
    private final Stripes<Stripe> stripes = new Stripes<>(Stripe::new);

    MemoryPresence(Feed feed, Lifecycle lifecycle) {
        this.feed = feed;
        this.lifecycle = lifecycle;
    }

    @Override
    public CompletionStage<Joined> join(ChannelKey channel, SocketId socket, Member member, int maxMembers) {
        Joined joined = stripes.of(channel).join(channel, socket, member, maxMembers);
        feed.deliver(channel);
        return CompletableFuture.completedStage(joined);
    }

    @Override
    public CompletionStage<Void> leave(ChannelKey channel, SocketId socket) {
        stripes.of(channel).leave(channel, socket);
        feed.deliver(channel);
        return DONE;
    }

    @Override
    public CompletionStage<List<Member>> members(ChannelKey channel) {
        return CompletableFuture.completedStage(stripes.of(channel).members(channel));
    }

    @Override
    public CompletionStage<List<Integer>> userCounts(List<ChannelKey> channels) {
        var counts = new ArrayList<Integer>(channels.size());
        for (ChannelKey channel : channels) {
            counts.add(stripes.of(channel).userCount(channel));
        }
        return CompletableFuture.completedStage(List.copyOf(counts));
    }

    private final class Stripe {
        private final Map<ChannelKey, VersionedRoster> rosters = new HashMap<>();

        /// The greatest version of a roster that emptied and was forgotten. The channel goes on from here when somebody
        /// comes back, so that a change from its former life is never taken for a later one.
        private long forgottenVersion;

        synchronized Joined join(ChannelKey channel, SocketId socket, Member member, int maxMembers) {
            VersionedRoster roster = rosters.get(channel);
            int present = roster == null ? 0 : roster.members.size();
            boolean arrives = roster == null || !roster.members.has(member.id());
            if (arrives && present >= maxMembers) {
                return new Joined.Full(maxMembers);
            }
            if (roster == null) {
                roster = new VersionedRoster(forgottenVersion);
                rosters.put(channel, roster);
            }
            UserId before = roster.members.userOf(socket);
            if (before != null && !before.equals(member.id())) {
                remove(channel, roster, socket);
            }
            if (roster.members.add(socket, member)) {
                feed.append(new MemberAdded(channel, member, socket, ++roster.version));
                lifecycle.came(channel, member.id());
            }
            return new Joined.In(roster.members.members(), roster.version);
        }

        synchronized void leave(ChannelKey channel, SocketId socket) {
            VersionedRoster roster = rosters.get(channel);
            if (roster == null) {
                return;
            }
            remove(channel, roster, socket);
            if (roster.members.size() == 0) {
                rosters.remove(channel);
                forgottenVersion = Math.max(forgottenVersion, roster.version);
            }
        }

        private void remove(ChannelKey channel, VersionedRoster roster, SocketId socket) {
            UserId gone = roster.members.remove(socket);
            if (gone != null) {
                feed.append(new MemberRemoved(channel, gone, ++roster.version));
                lifecycle.went(channel, gone);
            }
        }

        synchronized List<Member> members(ChannelKey channel) {
            VersionedRoster roster = rosters.get(channel);
            return roster == null ? List.of() : List.copyOf(roster.members.members());
        }

        synchronized int userCount(ChannelKey channel) {
            VersionedRoster roster = rosters.get(channel);
            return roster == null ? 0 : roster.members.size();
        }
    }

    private static final class VersionedRoster {
        private final Roster members = new Roster();
        private long version;

        VersionedRoster(long version) {
            this.version = version;
        }
    }
}
