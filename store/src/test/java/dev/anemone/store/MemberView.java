package dev.anemone.store;

import dev.anemone.model.ChannelMessage;
import dev.anemone.model.HistoryGap;
import dev.anemone.model.Member;
import dev.anemone.model.MemberAdded;
import dev.anemone.model.MemberRemoved;
import dev.anemone.model.Publication;
import dev.anemone.model.SubscriptionCount;
import dev.anemone.model.UserId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/// The members as a subscriber shows them: the list it got when it joined, and then every change with a greater
/// version. Fails if a member comes who is there, or goes who is not, or if a version is skipped or repeated.
final class MemberView {
    private final Set<UserId> shown = new LinkedHashSet<>();
    private long version;

    MemberView(Presence.Joined.In snapshot) {
        snapshot.members().stream().map(Member::id).forEach(this::show);
        version = snapshot.version();
    }

    /// Applies what the subscriber's node heard of the channel, from before the join on.
    MemberView after(List<ChannelMessage> feed) {
        for (ChannelMessage message : feed) {
            switch (message) {
                case MemberAdded added when added.version() > version -> {
                    advance(added.version());
                    show(added.member().id());
                }
                case MemberRemoved removed when removed.version() > version -> {
                    advance(removed.version());
                    if (!shown.remove(removed.user())) {
                        throw new AssertionError(removed + " goes, but was not shown: " + shown);
                    }
                }
                case MemberAdded _,MemberRemoved _,Publication _,SubscriptionCount _,HistoryGap _ -> {} // Known from the list, or no change.
            }
        }
        return this;
    }

    private void advance(long next) {
        if (next != version + 1) { // Somebody is in all the time: this view's own connection.
            throw new AssertionError("Version " + next + " follows " + version);
        }
        version = next;
    }

    private void show(UserId user) {
        if (!shown.add(user)) {
            throw new AssertionError(user + " is shown twice.");
        }
    }

    Set<UserId> shown() {
        return shown;
    }
}
