package dev.anemone.store.memory;

import dev.anemone.model.ChannelKey;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/// A fixed number of equal parts; each channel belongs to one of them for good. What must be serial for a channel is
/// serial within its part, so that channels in different parts never wait for each other.
final class Stripes<T> {
    static final int COUNT = 64; // A power of two, well above the threads that could meet.

    private final List<T> parts;

    Stripes(Supplier<T> part) {
        var parts = new ArrayList<T>(COUNT);
        for (int i = 0; i < COUNT; i++) {
            parts.add(part.get());
        }
        this.parts = List.copyOf(parts);
    }

    /// The part that `channel` belongs to.
    T of(ChannelKey channel) {
        int hash = channel.hashCode();
        return parts.get((hash ^ hash >>> 16 ^ hash >>> 8) & COUNT - 1);
    }
}
