package dev.anemone.gateway.session;

import dev.anemone.auth.ChannelOperation;
import dev.anemone.gateway.hub.EventLoop;
import dev.anemone.gateway.hub.Subscription;
import dev.anemone.gateway.hub.Warden;
import dev.anemone.gateway.protocol.AccessCode;
import dev.anemone.gateway.protocol.CloseCode;
import dev.anemone.gateway.protocol.MessageEncoder;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Member;
import dev.anemone.model.Revocation;
import dev.anemone.model.UserId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// The channels that one session is in, and what let it in. Confined to its connection's loop.
final class Places implements Warden, Holders.Holder {
    private static final String TAKEN_BACK = "Access was taken back. Reconnect to be authorized anew.";
    private static final int FORBIDDEN = 403;

    /// A place in a channel, with its member on presence channels.
    private record Place(Subscription subscription, @Nullable Member member, Grant grant) {
        boolean isOf(Revocation.Subject user) {
            return member != null && user.equals(new Revocation.User(member.id()));
        }
    }

    private final Connection connection;
    private final SessionContext context;
    /// Immutable up to one, which most have: a table would cost as much as all else that a subscription keeps.
    private Map<ChannelName, Place> places = Map.of();

    Places(Connection connection, SessionContext context) {
        this.connection = connection;
        this.context = context;
    }

    int size() {
        return places.size();
    }

    boolean contains(ChannelName channel) {
        return places.containsKey(channel);
    }

    /// What the client may do in `channel`.
    ClientEventPolicy.Place in(ChannelName channel) {
        Place place = places.get(channel);
        if (place == null) {
            return ClientEventPolicy.Place.NONE;
        }
        return place.grant instanceof Bearer bearer && !bearer.allows(channel, ChannelOperation.PUBLISH)
                ? ClientEventPolicy.Place.LISTENER
                : ClientEventPolicy.Place.SENDER;
    }

    /// Whether the client may read what was published in `channel`, where it is: a token has to say so.
    boolean mayRead(ChannelName channel) {
        Place place = places.get(channel);
        return place != null && (!(place.grant instanceof Bearer bearer)
                || bearer.allows(channel, ChannelOperation.HISTORY));
    }

    /// The member this session is in `channel`; `null` if it is not there, or the channel has no members.
    @Nullable
    UserId memberOf(ChannelName channel) {
        Place place = places.get(channel);
        return place == null || place.member == null ? null : place.member.id();
    }

    /// The channels that the client is in because its token allows it. A copy.
    List<ChannelName> givenBy(Bearer bearer) {
        return places.entrySet().stream().filter(place -> place.getValue().grant == bearer).map(Map.Entry::getKey)
                .toList();
    }

    /// Whether the client is a member somewhere because its token names it.
    boolean memberBy(Bearer bearer) {
        return places.values().stream().anyMatch(place -> place.grant == bearer && place.member != null);
    }

    /// Counts a subscription that has taken effect.
    void add(Subscription subscription, @Nullable Member member, Grant grant) {
        ChannelKey key = subscription.channel();
        put(key.channel(), new Place(subscription, member, grant));
        if (member != null) {
            context.holders().add(key.app(), new Revocation.User(member.id()), this);
        }
        context.hub().count(key, +1);
    }

    private void put(ChannelName channel, Place place) {
        if (places.isEmpty()) {
            places = Map.of(channel, place);
            return;
        }
        if (places.size() == 1) {
            places = new HashMap<>(places);
        }
        places.put(channel, place);
    }

    private @Nullable Place take(ChannelName channel) {
        if (places.size() > 1) {
            return places.remove(channel);
        }
        Place place = places.get(channel);
        if (place != null) {
            places = Map.of();
        }
        return place;
    }

    /// Leaves `channel`.
    ///
    /// @return whether the client was there
    boolean leave(ChannelName channel) {
        Place place = take(channel);
        if (place != null) {
            leave(place);
        }
        return place != null;
    }

    /// Leaves every channel.
    void leaveAll() {
        Map<ChannelName, Place> left = places;
        places = Map.of();
        left.values().forEach(this::leave);
    }

    private void leave(Place place) {
        ChannelKey key = place.subscription.channel();
        context.shard().unsubscribe(place.subscription);
        context.hub().count(key, -1);
        if (place.member != null) {
            context.store().presence().leave(key, connection.socketId());
            forgetMember(key, new Revocation.User(place.member.id()));
        }
        context.hub().release(key, context.shard());
    }

    /// Once it is in no channel as this user.
    private void forgetMember(ChannelKey key, Revocation.User user) {
        if (places.values().stream().noneMatch(place -> place.isOf(user))) {
            context.holders().remove(key.app(), user, this);
        }
    }

    /// Takes the client out of `channel`, and tells it, whatever else it is told of errors: nothing else would.
    void drop(ChannelName channel, AccessCode code) {
        if (leave(channel)) {
            connection.send(MessageEncoder.subscriptionError(channel.value(), "AuthError", code.wire(), FORBIDDEN));
        }
    }

    @Override
    public void review(ChannelKey key) {
        ChannelName channel = key.channel();
        Place place = places.get(channel);
        if (place != null) {
            switch (place.grant) {
                case Grant.Open _ -> {}
                case Grant.Signed(var taken) -> {
                    if (revoked(key, taken)) {
                        takeBackLater(connection, context.shard().loop());
                    }
                }
                case Bearer bearer -> {
                    if (!bearer.allows(channel, ChannelOperation.toJoin(channel.kind()))) {
                        drop(channel, AccessCode.CHANNEL_NOT_ALLOWED);
                    }
                }
            }
        }
    }

    /// The access of a user was taken back. If a token made it a member, that is not ours to end.
    @Override
    public void revoked(Revocation revocation) {
        boolean bySignature = places.values().stream()
                .anyMatch(place -> place.isOf(revocation.subject()) && place.grant instanceof Grant.Signed(var taken)
                        && revocation.reaches(Optional.of(taken)));
        if (bySignature) {
            takeBackLater(connection, context.shard().loop());
        }
    }

    /// Whether what a signature gives has been taken back since.
    ///
    /// @param member whom it made a member; `null` on channels without
    boolean revoked(ChannelKey key, @Nullable Member member, Instant taken) {
        return revoked(key, taken) || (member != null && context.store().revocations()
                .ofUser(key.app(), member.id(), context.clock().instant())
                .filter(revocation -> revocation.reaches(Optional.of(taken))).isPresent());
    }

    private boolean revoked(ChannelKey key, Instant taken) {
        return context.tokens().revocation(key.app(), key.channel(), Optional.of(taken)).isPresent();
    }

    /// Closes a connection that was given access by a signature, behind whatever else the same revocation does to it.
    static void takeBackLater(Connection connection, EventLoop loop) {
        loop.execute(() -> connection.close(CloseCode.GOING_AWAY, TAKEN_BACK));
    }
}
