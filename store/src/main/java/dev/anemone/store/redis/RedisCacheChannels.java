package dev.anemone.store.redis;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.Publication;
import dev.anemone.store.CacheChannels;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionStage;

/// The last events of cache channels, in Redis, where `publish.lua` puts them.
final class RedisCacheChannels implements CacheChannels {
    private final ScriptCalls calls;
    private final RedisKeys keys;

    RedisCacheChannels(ScriptCalls calls, RedisKeys keys) {
        this.calls = calls;
        this.keys = keys;
    }

    @Override
    public CompletionStage<Optional<LastEvent>> last(ChannelKey channel) {
        byte[] name = RedisKeys.bytes(keys.lastEvent(channel));
        CompletionStage<byte[]> event = calls.send(connection -> connection.async().get(name));
        CompletionStage<Long> remaining = calls.send(connection -> connection.async().pttl(name));
        return event.thenCombine(remaining, (envelope, millis) -> envelope == null || millis <= 0
                ? Optional.empty()
                : StateEnvelope.positioned(channel, ByteBuffer.wrap(envelope)).map(last -> of(last, millis)));
    }

    private static LastEvent of(Publication last, long remainingMillis) {
        return new LastEvent(last.event(), last.data(), last.position(), Duration.ofMillis(remainingMillis));
    }
}
