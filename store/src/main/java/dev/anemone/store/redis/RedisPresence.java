package dev.anemone.store.redis;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Member;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import dev.anemone.store.Presence;
import dev.anemone.store.StoreUnavailableException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/// The members of presence channels, in Redis. Each join and leave is one script, which also tells the channel. Beside
/// it the node remembers where its own connections are, so that it can put Redis right after either of them was away.
final class RedisPresence implements Presence, Belongings {
    private static final LuaScript JOIN = LuaScript.named("join");
    private static final LuaScript LEAVE = LuaScript.named("leave");
    private static final LuaScript BURY = LuaScript.named("bury");
    private static final byte[] ANY_NODE = {};

    /// How long the dead are remembered: longer than a node can be paused and come back.
    private static final int REMEMBERED_SECONDS = 86_400;
    private static final int BURIED_AT_ONCE = 256;

    /// Where one of this node's connections is, and as whom.
    private record Seat(Member member, int maxMembers) {}

    private record Place(ChannelKey channel, SocketId socket) {
        byte[] bytes() {
            return RedisKeys.bytes(channel.app() + " " + channel.channel() + " " + socket);
        }

        static Place parse(byte[] bytes) {
            String[] parts = RedisKeys.name(bytes).split(" ", -1);
            return new Place(new ChannelKey(new AppId(parts[0]), new ChannelName(parts[1])), new SocketId(parts[2]));
        }
    }

    private record Arrival(long version, Member member) {}

    private final ScriptCalls calls;
    private final RedisKeys keys;
    private final NodeName node;
    private final Map<Place, Seat> seats = new ConcurrentHashMap<>();

    /// @param node the name under which this node is alive at the moment
    RedisPresence(ScriptCalls calls, RedisKeys keys, NodeName node) {
        this.calls = calls;
        this.keys = keys;
        this.node = node;
    }

    @Override
    public CompletionStage<Joined> join(ChannelKey channel, SocketId socket, Member member, int maxMembers) {
        var place = new Place(channel, socket);
        seats.put(place, new Seat(member, maxMembers));
        return join(place, member, maxMembers, false).thenApply(joined -> {
            if (joined instanceof Joined.Full) {
                seats.remove(place);
            }
            return joined;
        });
    }

    private CompletionStage<Joined> join(Place place, Member member, int maxMembers, boolean restored) {
        ChannelKey channel = place.channel;
        String name = node.current();
        return calls.run(JOIN,
                List.of(keys.members(channel), keys.seats(channel), keys.membershipVersion(channel),
                        keys.emptied(channel), keys.born(channel), keys.places(channel, name),
                        keys.dead(channel, name), keys.feed(channel)),
                List.of(RedisKeys.bytes(name), RedisKeys.bytes(place.socket.value()),
                        WireText.encode(member.id().value()), WireText.encode(member.info()), ascii(maxMembers),
                        place.bytes(), ascii(restored ? 1 : 0)))
                .thenCompose(answer -> switch (RedisKeys.name(answer.getFirst())) {
                    case "full" -> CompletableFuture.completedStage(new Joined.Full(maxMembers));
                    case "in" ->
                        CompletableFuture.completedStage(new Joined.In(members(answer.subList(2, answer.size())),
                                Long.parseLong(RedisKeys.name(answer.get(1)))));
                    default -> CompletableFuture.failedStage(new StoreUnavailableException(
                            "The other nodes took this one for dead; it is about to come back.", null));
                });
    }

    @Override
    public CompletionStage<Void> leave(ChannelKey channel, SocketId socket) {
        var place = new Place(channel, socket);
        seats.remove(place);
        return leave(place, node.current(), ANY_NODE);
    }

    private CompletionStage<Void> leave(Place place, String owner, byte[] onlyOf) {
        ChannelKey channel = place.channel;
        return calls.run(LEAVE,
                List.of(keys.members(channel), keys.seats(channel), keys.membershipVersion(channel),
                        keys.emptied(channel), keys.places(channel, owner), keys.feed(channel)),
                List.of(RedisKeys.bytes(place.socket.value()), place.bytes(), onlyOf)).thenApply(_ -> null);
    }

    @Override
    public CompletionStage<List<Member>> members(ChannelKey channel) {
        byte[] name = RedisKeys.bytes(keys.members(channel));
        return calls.send(connection -> connection.async().hgetall(name)).thenApply(all -> {
            var flat = new ArrayList<byte[]>(2 * all.size());
            all.forEach((user, value) -> {
                flat.add(user);
                flat.add(value);
            });
            return members(flat);
        });
    }

    @Override
    public CompletionStage<List<Integer>> userCounts(List<ChannelKey> channels) {
        var counts = channels.stream()
                .map(channel -> RedisKeys.bytes(keys.members(channel)))
                .map(name -> calls.send(connection -> connection.async().hlen(name)).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(counts.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ -> counts.stream().map(count -> Math.toIntExact(count.join())).toList());
    }

    /// Writes again what Redis lost of this node's seats, and takes out what the node left while Redis was away.
    @Override
    public CompletionStage<Void> reconcile(boolean restored) {
        Map<Integer, Set<Place>> expected = seats.keySet().stream()
                .collect(Collectors.groupingBy(place -> RedisKeys.partition(place.channel), Collectors.toSet()));
        var partitions = new ArrayList<CompletableFuture<Void>>(RedisKeys.PARTITIONS);
        for (int partition = 0; partition < RedisKeys.PARTITIONS; partition++) {
            Set<Place> here = expected.getOrDefault(partition, Set.of());
            partitions.add(reconcile(partition, here, restored).toCompletableFuture());
        }
        return CompletableFuture.allOf(partitions.toArray(CompletableFuture<?>[]::new));
    }

    private CompletionStage<Void> reconcile(int partition, Set<Place> expected, boolean restored) {
        String owner = node.current();
        byte[] name = RedisKeys.bytes(keys.places(partition, owner));
        return calls.send(connection -> connection.async().smembers(name)).thenCompose(found -> {
            var stored = found.stream().map(Place::parse).collect(Collectors.toCollection(HashSet::new));
            var changes = new ArrayList<CompletableFuture<?>>();
            for (Place place : expected) {
                Seat seat = seats.get(place);
                if (!stored.remove(place) && seat != null) {
                    changes.add(join(place, seat.member, seat.maxMembers, restored).toCompletableFuture());
                }
            }
            for (Place left : stored) {
                if (!seats.containsKey(left)) {
                    changes.add(leave(left, owner, ANY_NODE).toCompletableFuture());
                }
            }
            return CompletableFuture.allOf(changes.toArray(CompletableFuture<?>[]::new));
        });
    }

    /// Takes out the members of a node that is dead, as far as they are still its own.
    @Override
    public CompletionStage<Void> bury(String deadNode) {
        var partitions = new ArrayList<CompletableFuture<Void>>(RedisKeys.PARTITIONS);
        for (int partition = 0; partition < RedisKeys.PARTITIONS; partition++) {
            partitions.add(bury(deadNode, partition).toCompletableFuture());
        }
        return CompletableFuture.allOf(partitions.toArray(CompletableFuture<?>[]::new));
    }

    private CompletionStage<Void> bury(String deadNode, int partition) {
        byte[] onlyOf = RedisKeys.bytes(deadNode);
        return calls.run(BURY, List.of(keys.dead(partition, deadNode), keys.places(partition, deadNode)),
                List.of(ascii(REMEMBERED_SECONDS), ascii(BURIED_AT_ONCE))).thenCompose(places -> {
                    if (places.isEmpty()) {
                        return CompletableFuture.completedStage(null);
                    }
                    CompletableFuture<?>[] leaving = places.stream().map(Place::parse)
                            .map(place -> leave(place, deadNode, onlyOf).toCompletableFuture())
                            .toArray(CompletableFuture<?>[]::new);
                    return CompletableFuture.allOf(leaving).thenCompose(_ -> bury(deadNode, partition));
                });
    }

    /// @param flat for each user: the user, and what `join.lua` keeps of it
    private static List<Member> members(List<byte[]> flat) {
        var arrivals = new ArrayList<Arrival>(flat.size() / 2);
        for (int i = 0; i < flat.size(); i += 2) {
            var value = ByteBuffer.wrap(flat.get(i + 1));
            number(value);
            long version = number(value);
            arrivals.add(new Arrival(version, new Member(new UserId(WireText.decode(ByteBuffer.wrap(flat.get(i)))),
                    WireText.decode(value))));
        }
        arrivals.sort(Comparator.comparingLong(Arrival::version));
        return arrivals.stream().map(Arrival::member).toList();
    }

    /// The decimal number up to the next space, which is skipped.
    private static long number(ByteBuffer text) {
        long number = 0;
        for (byte digit = text.get(); digit != ' '; digit = text.get()) {
            number = 10 * number + digit - '0';
        }
        return number;
    }

    private static byte[] ascii(int number) {
        return Integer.toString(number).getBytes(US_ASCII);
    }
}
