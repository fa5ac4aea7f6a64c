package dev.anemone.gateway.session;

import dev.anemone.gateway.hub.EventLoop;
import dev.anemone.gateway.hub.Shard;
import dev.anemone.gateway.hub.Warden;
import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.Revocation;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Those on one I/O thread whom something was given that can be taken back, by token and by user: who came with a token,
/// signed in, or is a member. Confined to that thread. Connections of which none of this is true are not here.
public final class Holders {
    /// One part of a session.
    interface Holder {
        /// Access was taken from a token or user that this holder was added for.
        void revoked(Revocation revocation);
    }

    private record Key(AppId app, Revocation.Subject subject) {}

    private final Shard shard;
    private final LongSupplier heard;
    private final Map<Key, Set<Holder>> holders = new HashMap<>();

    /// @param heard how many revocations this node has heard of
    Holders(Shard shard, LongSupplier heard) {
        this.shard = shard;
        this.heard = heard;
    }

    EventLoop loop() {
        return shard.loop();
    }

    /// How many revocations this node has heard of, ever: while the number stays, nothing that was allowed has been taken
    /// back.
    long heard() {
        return heard.getAsLong();
    }

    void add(AppId app, Revocation.Subject subject, Holder holder) {
        holders.compute(new Key(app, subject), (_, known) -> {
            if (known == null) {
                return Set.of(holder);
            }
            Set<Holder> more = known.size() == 1 ? new HashSet<>(known) : known;
            more.add(holder);
            return more;
        });
    }

    void remove(AppId app, Revocation.Subject subject, Holder holder) {
        holders.computeIfPresent(new Key(app, subject), (_, known) -> {
            if (known.size() > 1) {
                known.remove(holder);
                return known;
            }
            return known.contains(holder) ? null : known;
        });
    }

    /// Tells all whom `revocation` of a token or user concerns.
    void revoked(Revocation revocation) {
        Set<Holder> concerned = holders.getOrDefault(new Key(revocation.app(), revocation.subject()), Set.of());
        each(List.copyOf(concerned).iterator(), holder -> holder.revoked(revocation));
    }

    /// Has everybody in these channels looked at again.
    void review(List<ChannelKey> channels) {
        each(channels.iterator(),
                channel -> each(shard.wardens(channel).iterator(), (Warden warden) -> warden.review(channel)));
    }

    /// One after the other, with a pause for the sockets whenever they have waited too long.
    private <T> void each(Iterator<T> left, Consumer<T> action) {
        while (left.hasNext()) {
            if (loop().late()) {
                loop().executeNextTurn(() -> each(left, action));
                return;
            }
            action.accept(left.next());
        }
    }
}
