package dev.anemone.store.redis;

import dev.anemone.model.ChannelKey;
import java.nio.charset.StandardCharsets;

/// Every name that this service uses in Redis. Names that one script touches share a hash tag, the part in braces, so
/// that they share a slot on Redis Cluster. All names are ASCII.
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
        return prefix + "{p" + partition(channel) + "}:feed:" + channel.app() + ":" + channel.channel();
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

    /// The pub/sub channel on which `node` hears from itself.
    String canary(String node) {
        return prefix + "{nodes}:canary:" + node;
    }

    /// Stable for all time: FNV-1a (32 bits) of `app/channel`, all of whose characters are ASCII.
    static int partition(ChannelKey channel) {
        int hash = hash(FNV_OFFSET, channel.app().value());
        hash = (hash ^ '/') * FNV_PRIME;
        hash = hash(hash, channel.channel().value());
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

    /// A name that travelled.
    static String name(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
