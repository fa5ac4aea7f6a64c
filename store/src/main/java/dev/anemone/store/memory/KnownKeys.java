package dev.anemone.store.memory;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.IdempotencyKey;
import dev.anemone.model.StreamPosition;
import java.time.Instant;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/// The idempotency keys of some channels. Guarded by the lock of its stripe.
///
/// Bounded: while all keys together take more than [#MAX_BYTES], the oldest of whatever part is used are forgotten before
/// their time.
final class KnownKeys {
    /// What the keys of all stripes may take, roughly, in bytes.
    static final long MAX_BYTES = 64L << 20;
    private static final int OVERHEAD = 300;

    /// What a key stands for.
    record First(IdempotencyKey key, StreamPosition position, Instant used) {
        private int bytes() {
            return OVERHEAD + key.value().length() + key.reply().length();
        }
    }

    private record Name(ChannelKey channel, String key) {}

    private final Map<Name, First> known = new LinkedHashMap<>(); // Oldest first.
    private final AtomicLong bytes;

    /// @param bytes what the keys of all stripes take
    KnownKeys(AtomicLong bytes) {
        this.bytes = bytes;
    }

    /// What `key` stands for, if it is remembered.
    @Nullable
    First first(ChannelKey channel, IdempotencyKey key, Instant now) {
        forget(now);
        return known.get(new Name(channel, key.value()));
    }

    void remember(ChannelKey channel, First first) {
        known.put(new Name(channel, first.key.value()), first);
        bytes.addAndGet(first.bytes());
        forget(first.used);
    }

    /// Forgets what is too old, and what does not fit.
    void forget(Instant now) {
        Iterator<First> oldest = known.values().iterator();
        while (oldest.hasNext()) {
            First next = oldest.next();
            if (bytes.get() <= MAX_BYTES && next.used.plus(IdempotencyKey.REMEMBERED).isAfter(now)) {
                return;
            }
            oldest.remove();
            bytes.addAndGet(-next.bytes());
        }
    }
}
