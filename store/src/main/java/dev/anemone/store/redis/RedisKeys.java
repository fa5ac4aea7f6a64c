package dev.anemone.store.redis;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.UserKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Every name that this service uses in Redis. Names that one script touches share a hash tag, the part in braces, so
/// that they share a slot on Redis Cluster. All names are ASCII but those of users, which may be any bytes.
final class RedisKeys {
    /// How many hash tags the channels are spread over: few enough that one command can subscribe to many channels of a
    /// slot, many enough to balance a large cluster. Changing it splits nodes that run different versions.
    static final int PARTITIONS = 128;

    private static final int FNV_OFFSET = 0x811c9dc5;
    private static final int FNV_PRIME = 0x01000193;

    private final String prefix;

    RedisKeys(String prefix) {
        this.prefix = prefix;
    }

    /// The pub/sub channel that carries the messages of `channel`.
    String feed(ChannelKey channel) {
        return inPartition(channel, "feed:" + channel.app() + ":" + channel.channel());
    }

    /// The hash of a presence channel's users.
    String members(ChannelKey channel) {
        return inPartition(channel, "members:" + channel.app() + ":" + channel.channel());
    }

    /// The hash of the connections that are in a presence channel.
    String seats(ChannelKey channel) {
        return inPartition(channel, "seats:" + channel.app() + ":" + channel.channel());
    }

    /// The membership version of a presence channel that has members.
    String membershipVersion(ChannelKey channel) {
        return inPartition(channel, "version:" + channel.app() + ":" + channel.channel());
    }

    /// The greatest membership version of any channel of the partition that emptied.
    String emptied(ChannelKey channel) {
        return inPartition(channel, "emptied");
    }

    /// When the partition's data began, as a membership version.
    String born(ChannelKey channel) {
        return inPartition(channel, "born");
    }

    /// The set of the places that `node` has in presence channels of the partition.
    String places(ChannelKey channel, String node) {
        return places(partition(channel), node);
    }

    String places(int partition, String node) {
        return inPartition(partition, "places:" + node);
    }

    /// Exists when `node` has been declared dead for the partition.
    String dead(ChannelKey channel, String node) {
        return dead(partition(channel), node);
    }

    String dead(int partition, String node) {
        return inPartition(partition, "dead:" + node);
    }

    /// The hash of the subscriptions that each node holds on `channel`.
    String counts(ChannelKey channel) {
        return inPartition(channel, "counts:" + channel.app() + ":" + channel.channel());
    }

    /// The hash of the occupied channels of an app and their subscriptions.
    String totals(ChannelKey channel) {
        return totals(partition(channel), channel.app());
    }

    String totals(int partition, AppId app) {
        return inPartition(partition, "occupied:" + app);
    }

    /// The set of the channels on which `node` holds subscriptions.
    String reported(ChannelKey channel, String node) {
        return reported(partition(channel), node);
    }

    String reported(int partition, String node) {
        return inPartition(partition, "reported:" + node);
    }

    /// The hash of a channel's stream.
    String stream(ChannelKey channel) {
        return inPartition(channel, "stream:" + channel.app() + ":" + channel.channel());
    }

    /// The stream of the publications in a channel's history.
    String history(ChannelKey channel) {
        return inPartition(channel, "history:" + channel.app() + ":" + channel.channel());
    }

    /// What an idempotency key stands for.
    ///
    /// @param digest of the key, in ASCII
    String once(ChannelKey channel, String digest) {
        return inPartition(channel, "once:" + channel.app() + ":" + channel.channel() + ":" + digest);
    }

    /// The pub/sub channel on which nodes tell how far the streams of a partition have come.
    String tops(int partition) {
        return inPartition(partition, "tops");
    }

    /// The last event of a cache channel.
    String lastEvent(ChannelKey channel) {
        return inPartition(channel, "last:" + channel.app() + ":" + channel.channel());
    }

    /// What webhooks are to tell of the partition: the stream of events, the number of those dropped, the sorted set of what is
    /// told later, the pub/sub channel that wakes readers.
    List<String> lifecycle(int partition) {
        return List.of(inPartition(partition, "lifecycle"), inPartition(partition, "lifecycle-dropped"),
                inPartition(partition, "lifecycle-later"), inPartition(partition, "lifecycle-wake"));
    }

    List<String> lifecycle(ChannelKey channel) {
        return lifecycle(partition(channel));
    }

    /// Whose turn it is to read what webhooks are to tell.
    String turn(int partition) {
        return inPartition(partition, "lifecycle-turn");
    }

    /// The hash of the numbers of subscriptions that webhooks were told of large channels.
    String toldCounts(ChannelKey channel) {
        return inPartition(channel, "lifecycle-counts");
    }

    /// Exists while further misses of a cache channel are not news to webhooks.
    String missed(ChannelKey channel) {
        return inPartition(channel, "missed:" + channel.app() + ":" + channel.channel());
    }

    /// What `deliveries.lua` keeps, in its order.
    List<String> deliveries() {
        return Stream.of("deliveries", "waiting", "lanes", "lines", "out", "finished", "keys", "bytes")
                .map(name -> prefix + "{webhooks}:" + name).toList();
    }

    /// The hash of the connections that are signed in as `user`.
    String connections(UserKey user) {
        return inPartition(partition(user), "connections:" + named(user));
    }

    /// The pub/sub channel of a user's status.
    String status(UserKey user) {
        return inPartition(partition(user), "status:" + named(user));
    }

    /// The greatest status version given in the partition.
    String statusClock(UserKey user) {
        return inPartition(partition(user), "status-clock");
    }

    /// The set of the sign-ins that `node` has in the partition.
    String signIns(UserKey user, String node) {
        return signIns(partition(user), node);
    }

    String signIns(int partition, String node) {
        return inPartition(partition, "sign-ins:" + node);
    }

    String dead(UserKey user, String node) {
        return dead(partition(user), node);
    }

    /// The pub/sub channel on which all nodes hear whose connections to end.
    String terminations() {
        return prefix + "{nodes}:terminations";
    }

    /// The sorted set of the nodes' leases.
    String leases() {
        return prefix + "{nodes}:leases";
    }

    /// Exists when `node` has been declared dead.
    String buried(String node) {
        return prefix + "{nodes}:buried:" + node;
    }

    /// The hash of the connections that each app has open.
    String connections() {
        return prefix + "{nodes}:connections";
    }

    /// The hash of the connections that each app has open at `node`.
    String connections(String node) {
        return prefix + "{nodes}:connections:" + node;
    }

    /// The sorted set that says in which version the number of an app's connections last changed.
    String connectionChanges() {
        return prefix + "{nodes}:connection-changes";
    }

    /// The version of the numbers of connections.
    String connectionVersion() {
        return prefix + "{nodes}:connection-version";
    }

    /// When any node last renewed its lease.
    String lastBeat() {
        return prefix + "{nodes}:last-beat";
    }

    private String inPartition(ChannelKey channel, String name) {
        return inPartition(partition(channel), name);
    }

    private String inPartition(int partition, String name) {
        return prefix + "{p" + partition + "}:" + name;
    }

    /// The hash of all apps: id → [AppDocument].
    String apps() {
        return prefix + "{apps}:documents";
    }

    /// The hash of all app keys: key → id of the app that holds it.
    String appOfKey() {
        return prefix + "{apps}:app-of-key";
    }

    /// The hash of the keys of all apps: id → its keys, a space between each two.
    String keysOfApp() {
        return prefix + "{apps}:keys-of-app";
    }

    /// The pub/sub channel that carries the ids of apps that changed, and nothing else.
    String changedApps() {
        return prefix + "{apps}:changed";
    }

    /// The hash of all revocations: what is taken from whom → from when, and until when.
    String revocations() {
        return prefix + "{apps}:revocations";
    }

    /// The sorted set of all revocations by their ends.
    String endsOfRevocations() {
        return prefix + "{apps}:ends-of-revocations";
    }

    /// The pub/sub channel that carries revocations.
    String announcedRevocations() {
        return prefix + "{apps}:announced-revocations";
    }

    /// The pub/sub channel on which `node` hears from itself, at the Redis that has the hash tag `tag`.
    String canary(String tag, String node) {
        return prefix + "{" + tag + "}:canary:" + node;
    }

    /// Every hash tag there is.
    static List<String> tags() {
        return Stream
                .concat(Stream.of("nodes", "apps", "webhooks"), IntStream.range(0, PARTITIONS).mapToObj(i -> "p" + i))
                .toList();
    }

    /// Stable for all time: FNV-1a (32 bits) of `app/channel`, all of whose characters are ASCII.
    static int partition(ChannelKey channel) {
        int hash = hash(FNV_OFFSET, channel.app().value());
        hash = (hash ^ '/') * FNV_PRIME;
        hash = hash(hash, channel.channel().value());
        return (hash ^ hash >>> 16) & PARTITIONS - 1;
    }

    /// User ids can be any text, so they are named by its bytes.
    private static String named(UserKey user) {
        return user.app() + ":" + name(WireText.encode(user.user().value()));
    }

    private static int partition(UserKey user) {
        int hash = hash(FNV_OFFSET, named(user));
        return (hash ^ hash >>> 16) & PARTITIONS - 1;
    }

    private static int hash(int hash, String text) {
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }

    /// A name as it travels.
    static byte[] bytes(String name) {
        return name.getBytes(StandardCharsets.ISO_8859_1);
    }

    /// A yes or no, as scripts take it.
    static byte[] flag(boolean yes) {
        return bytes(yes ? "1" : "0");
    }

    /// A name that travelled.
    static String name(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
