package dev.anemone.store.redis;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.StreamPosition;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// How far the channels have come that this node published to lately. Told to all nodes in digests, they tell who has
/// missed a channel's last publication. Thread-safe.
final class Tops {
    /// How many entries a digest of one partition has at most. Of the others, the next publication tells, or the sweep.
    private static final int MAX_ENTRIES = 10_000;

    private final Map<Integer, Map<ChannelKey, StreamPosition>> byPartition = new ConcurrentHashMap<>();

    /// Takes note that Redis gave out `place`. Of several, the last in offset counts.
    void published(ChannelKey channel, StreamPosition place) {
        byPartition.compute(RedisKeys.partition(channel), (_, known) -> {
            Map<ChannelKey, StreamPosition> tops = known == null ? new LinkedHashMap<>() : known;
            if (tops.size() < MAX_ENTRIES || tops.containsKey(channel)) {
                tops.merge(channel, place,
                        (one, other) -> !other.comparable(one) || other.offset() > one.offset() ? other : one);
            }
            return tops;
        });
    }

    /// What was noted since the last call, as a digest for each partition.
    Map<Integer, byte[]> drain() {
        var digests = new LinkedHashMap<Integer, byte[]>();
        for (Integer partition : List.copyOf(byPartition.keySet())) {
            Map<ChannelKey, StreamPosition> tops = byPartition.remove(partition);
            if (tops != null) {
                digests.put(partition, encode(tops));
            }
        }
        return digests;
    }

    static byte[] encode(Map<ChannelKey, StreamPosition> tops) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new DataOutputStream(bytes)) {
            for (var top : tops.entrySet()) {
                out.writeUTF(top.getKey().app().value());
                out.writeUTF(top.getKey().channel().value());
                out.writeUTF(top.getValue().epoch());
                out.writeLong(top.getValue().offset());
                out.writeUTF(top.getValue().publicationId());
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return bytes.toByteArray();
    }

    /// @throws IllegalArgumentException if `digest` is nothing of ours
    static Map<ChannelKey, StreamPosition> decode(byte[] digest) {
        var tops = new LinkedHashMap<ChannelKey, StreamPosition>();
        var in = new DataInputStream(new ByteArrayInputStream(digest));
        try {
            while (in.available() > 0) {
                var channel = new ChannelKey(new AppId(in.readUTF()), new ChannelName(in.readUTF()));
                tops.put(channel, new StreamPosition(in.readUTF(), in.readLong(), in.readUTF()));
            }
        } catch (IOException broken) {
            throw new IllegalArgumentException("No digest.", broken);
        }
        return tops;
    }
}
