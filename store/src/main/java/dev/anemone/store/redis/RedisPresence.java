package dev.anemone.store.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Member;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import dev.anemone.store.Presence;
import dev.anemone.store.redis.Membership.Arrival;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/// The members of presence channels, in Redis. Each join and leave is one script, which also tells the channel.
final class RedisPresence implements Presence {
    private static final LuaScript JOIN = LuaScript.after("lifecycle", "join");
    private static final LuaScript LEAVE = LuaScript.after("lifecycle", "leave");
    private static final LuaScript MEMBERS = LuaScript.named("members");

    /// Where a connection is.
    private record Place(ChannelKey channel, SocketId socket) {
        byte[] bytes() {
            return RedisKeys.bytes(channel.app() + " " + channel.channel() + " " + socket);
        }

        static Place parse(byte[] bytes) {
            String[] parts = RedisKeys.name(bytes).split(" ", -1);
            return new Place(new ChannelKey(new AppId(parts[0]), new ChannelName(parts[1])), new SocketId(parts[2]));
        }
    }

    private final ScriptCalls calls;
    private final RedisKeys keys;
    private final NodeName node;
    private final LifecycleTerms terms;
    private final Postponed postponed;
    private final Holdings<Place, Member> seats;
    private volatile BiConsumer<ChannelKey, Membership> shown = (_, _) -> {};

    /// @param node the name under which this node is alive at the moment
    RedisPresence(ScriptCalls calls, RedisKeys keys, NodeName node, LifecycleTerms terms, Postponed postponed,
            Duration lease, LongSupplier nanoTime) {
        this.calls = calls;
        this.keys = keys;
        this.node = node;
        this.terms = terms;
        this.postponed = postponed;
        this.seats = new Holdings<>(new Seats(), calls, node, lease, nanoTime);
    }

    /// Names who is told of every list that a join brings.
    void tellShown(BiConsumer<ChannelKey, Membership> shown) {
        this.shown = shown;
    }

    /// What this node has in Redis.
    Belongings belongings() {
        return seats;
    }

    @Override
    public CompletionStage<Joined> join(ChannelKey channel, SocketId socket, Member member, int maxMembers) {
        var place = new Place(channel, socket);
        Member before = seats.value(place);
        return seats.add(place, member, () -> join(place, member, maxMembers, false, socket)).thenCompose(answer -> {
            if (RedisKeys.name(answer.getFirst()).equals("full")) {
                seats.refused(place, before);
                return CompletableFuture.completedStage(new Joined.Full(maxMembers));
            }
            var list = new Membership(Long.parseLong(RedisKeys.name(answer.get(1))), 0,
                    arrivals(answer.subList(2, answer.size())));
            shown.accept(channel, list);
            Joined joined = new Joined.In(list.members(), list.version());
            // If it left meanwhile, Redis may have heard of that first: it had lost the script, and got it again.
            return seats.value(place) == null
                    ? seats.remove(place).thenApply(_ -> joined)
                    : CompletableFuture.completedStage(joined);
        });
    }

    private CompletionStage<List<byte[]>> join(Place place, Member member, int maxMembers, boolean lost,
            SocketId except) {
        ChannelKey channel = place.channel;
        String name = node.current();
        var names = new ArrayList<>(List.of(keys.members(channel), keys.seats(channel), keys.membershipVersion(channel),
                keys.emptied(channel), keys.born(channel), keys.places(channel, name), keys.dead(channel, name),
                keys.feed(channel)));
        var arguments = new ArrayList<>(List.of(RedisKeys.bytes(name), RedisKeys.bytes(place.socket.value()),
                WireText.encode(member.id().value()), WireText.encode(member.info()),
                Integer.toString(maxMembers).getBytes(US_ASCII), place.bytes(), RedisKeys.flag(lost),
                RedisKeys.bytes(except.value())));
        return change(JOIN, channel, names, arguments)
                .thenCompose(answer -> RedisKeys.name(answer.getFirst()).equals("dead")
                        ? CompletableFuture.failedStage(NodeName.takenForDead())
                        : CompletableFuture.completedStage(answer));
    }

    /// Runs a script that may have something to tell webhooks.
    private CompletionStage<List<byte[]>> change(LuaScript script, ChannelKey channel, List<String> names,
            List<byte[]> arguments) {
        String letters = terms.letters(channel);
        names.addAll(keys.lifecycle(channel));
        arguments.add(RedisKeys.bytes(LifecycleText.subject(channel)));
        arguments.addAll(terms.arguments(letters));
        if (!letters.isEmpty()) {
            postponed.expect(channel, terms.rules().grace());
        }
        return calls.run(script, names, arguments);
    }

    @Override
    public CompletionStage<Void> leave(ChannelKey channel, SocketId socket) {
        return seats.remove(new Place(channel, socket));
    }

    @Override
    public CompletionStage<List<Member>> members(ChannelKey channel) {
        return membership(channel).thenApply(Membership::members);
    }

    /// The members at this moment, and the version that tells of them.
    CompletionStage<Membership> membership(ChannelKey channel) {
        List<String> names = List.of(keys.members(channel), keys.membershipVersion(channel), keys.emptied(channel),
                keys.born(channel));
        return calls.run(MEMBERS, names, List.of())
                .thenApply(answer -> new Membership(Long.parseLong(RedisKeys.name(answer.getFirst())),
                        Long.parseLong(RedisKeys.name(answer.get(1))), arrivals(answer.subList(2, answer.size()))));
    }

    @Override
    public CompletionStage<List<Integer>> userCounts(List<ChannelKey> channels) {
        return ScriptCalls.each(channels, channel -> calls
                .send(connection -> connection.async().hlen(RedisKeys.bytes(keys.members(channel))))
                .thenApply(Math::toIntExact));
    }

    /// @param flat for each user: the user, and what `join.lua` keeps of it
    private static List<Arrival> arrivals(List<byte[]> flat) {
        var arrivals = new ArrayList<Arrival>(flat.size() / 2);
        for (int i = 0; i < flat.size(); i += 2) {
            var value = ByteBuffer.wrap(flat.get(i + 1));
            number(value);
            long version = number(value);
            arrivals.add(new Arrival(version, new Member(new UserId(WireText.decode(ByteBuffer.wrap(flat.get(i)))),
                    WireText.decode(value))));
        }
        arrivals.sort(Comparator.comparingLong(Arrival::version));
        return arrivals;
    }

    /// The decimal number up to the next space, which is skipped.
    private static long number(ByteBuffer text) {
        long number = 0;
        for (byte digit = text.get(); digit != ' '; digit = text.get()) {
            number = 10 * number + digit - '0';
        }
        return number;
    }

    private final class Seats implements Holdings.Kind<Place, Member> {
        @Override
        public String list(int partition, String owner) {
            return keys.places(partition, owner);
        }

        @Override
        public Place parse(byte[] member) {
            return Place.parse(member);
        }

        /// Whoever is in stays in, whoever else has come meanwhile; and hears of its own coming, as it may have heard that
        /// it had gone.
        @Override
        public CompletionStage<?> write(Place place, Member member, boolean lost) {
            return join(place, member, Integer.MAX_VALUE, lost, MemberTrack.NOBODY);
        }

        @Override
        public CompletionStage<?> erase(Place place, String owner, boolean onlyIts) {
            ChannelKey channel = place.channel;
            return change(LEAVE, channel,
                    new ArrayList<>(List.of(keys.members(channel), keys.seats(channel), keys.membershipVersion(channel),
                            keys.emptied(channel), keys.places(channel, owner), keys.feed(channel))),
                    new ArrayList<>(List.of(RedisKeys.bytes(place.socket.value()), place.bytes(),
                            RedisKeys.bytes(onlyIts ? owner : ""))));
        }
    }
}
