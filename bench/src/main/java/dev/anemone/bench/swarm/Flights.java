package dev.anemone.bench.swarm;

/// The events under way: whom they were for and how many have not got them yet. A ring that grows, by the event's number.
/// Confined to the loop's thread.
final class Flights {
    private int[] channel;
    private int[] publisher;
    private int[] sequence;
    private int[] remaining;
    private long[] sentNanos;
    private int oldest;
    private int remembered; // No older one is.
    private int next;

    /// @param capacity events to make room for at first; a power of two
    Flights(int capacity) {
        channel = new int[capacity];
        publisher = new int[capacity];
        sequence = new int[capacity];
        remaining = new int[capacity];
        sentNanos = new long[capacity];
    }

    /// Adds an event; returns its number.
    int add(int toChannel, int byPublisher, int inSequence, long atNanos, int subscribers) {
        skipLanded();
        if (next - oldest == channel.length) {
            grow();
        }
        int slot = next & (channel.length - 1);
        channel[slot] = toChannel;
        publisher[slot] = byPublisher;
        sequence[slot] = inSequence;
        remaining[slot] = subscribers;
        sentNanos[slot] = atNanos;
        return next++;
    }

    /// The number that the next event gets.
    int next() {
        return next;
    }

    /// The oldest event that somebody has not got; [#next] if there is none.
    int oldest() {
        skipLanded();
        return oldest;
    }

    boolean isEmpty() {
        return oldest() == next;
    }

    /// Whether this is the number of an event that is remembered: under way, or landed lately.
    boolean remembers(int event) {
        int age = next - event;
        return age > 0 && age <= channel.length && event - remembered >= 0;
    }

    int channel(int event) {
        return channel[event & (channel.length - 1)];
    }

    int publisher(int event) {
        return publisher[event & (channel.length - 1)];
    }

    int sequence(int event) {
        return sequence[event & (channel.length - 1)];
    }

    int remaining(int event) {
        return remaining[event & (channel.length - 1)];
    }

    long sentNanos(int event) {
        return sentNanos[event & (channel.length - 1)];
    }

    /// One more subscriber has it, or will never get it. Returns whether it was the last.
    boolean landed(int event) {
        return --remaining[event & (channel.length - 1)] == 0;
    }

    /// Nobody waits for it any longer. Returns how many did.
    int giveUp(int event) {
        int slot = event & (channel.length - 1);
        int waiting = remaining[slot];
        remaining[slot] = 0;
        return waiting;
    }

    private void skipLanded() {
        while (oldest != next && remaining[oldest & (channel.length - 1)] == 0) {
            oldest++;
        }
    }

    /// Doubles the ring. Whatever its size, an event stands at its number modulo the size.
    private void grow() {
        int size = channel.length;
        int shift = oldest & size; // Which half of the new ring the oldest belongs to.
        int split = oldest & (size - 1);
        channel = spread(channel, split, shift);
        publisher = spread(publisher, split, shift);
        sequence = spread(sequence, split, shift);
        remaining = spread(remaining, split, shift);
        long[] times = new long[size * 2];
        System.arraycopy(sentNanos, split, times, shift + split, size - split);
        System.arraycopy(sentNanos, 0, times, shift ^ size, split);
        sentNanos = times;
        remembered = oldest;
    }

    private static int[] spread(int[] ring, int split, int shift) {
        int[] larger = new int[ring.length * 2];
        System.arraycopy(ring, split, larger, shift + split, ring.length - split);
        System.arraycopy(ring, 0, larger, shift ^ ring.length, split);
        return larger;
    }
}
