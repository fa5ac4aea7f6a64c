package dev.anemone.bench.swarm;

/// What one connection has received: for each of its channels and each publisher, the highest sequence number and which of
/// the 63 before it. Numbers begin at 1. Confined to the loop's thread.
final class Reception {
    private static final int REMEMBERED = Long.SIZE;

    private final int[] channels;
    private final int publishers;
    private final int[] highest;
    private final long[] received;

    /// What an arrival is.
    enum Arrival {
        NEXT,
        /// After a later one.
        LATE,
        /// Not for the first time. What is older than can be remembered counts as this too.
        AGAIN,
        /// On a channel that the connection is not subscribed to.
        ASTRAY
    }

    Reception(int[] channels, int publishers) {
        this.channels = channels;
        this.publishers = publishers;
        highest = new int[channels.length * publishers];
        received = new long[channels.length * publishers];
    }

    /// Notes an arrival.
    Arrival arrived(int channel, int publisher, int sequence) {
        int stream = stream(channel, publisher);
        if (stream < 0) {
            return Arrival.ASTRAY;
        }
        int ahead = sequence - highest[stream];
        if (ahead > 0) {
            highest[stream] = sequence;
            received[stream] = ahead >= REMEMBERED ? 1 : (received[stream] << ahead) | 1;
            return Arrival.NEXT;
        }
        if (has(stream, -ahead)) {
            return Arrival.AGAIN;
        }
        received[stream] |= 1L << -ahead;
        return Arrival.LATE;
    }

    /// Whether the connection is subscribed to the channel and still without this event.
    boolean lacks(int channel, int publisher, int sequence) {
        int stream = stream(channel, publisher);
        return stream >= 0 && (sequence > highest[stream] || !has(stream, highest[stream] - sequence));
    }

    private boolean has(int stream, int back) {
        return back >= REMEMBERED || ((received[stream] >>> back) & 1) == 1;
    }

    private int stream(int channel, int publisher) {
        for (int i = 0; i < channels.length; i++) {
            if (channels[i] == channel) {
                return i * publishers + publisher;
            }
        }
        return -1;
    }
}
