package dev.anemone.gateway.transport.http;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.function.Consumer;

/// What the client of a fallback has sent and the session has not processed yet, in the order in which it came. A send is
/// answered when all of it has been processed, so that a client that waits for its answers cannot be too fast. Confined to
/// the connection's loop; its bound is kept by its owner.
final class FallbackInbox {
    /// One send: the messages that are left of it.
    private record Post(Queue<byte[]> messages, Consumer<Boolean> taken) {}

    /// What keeping a message costs beside its bytes, about: many small ones must not pass for nothing.
    private static final int MESSAGE_OVERHEAD = 64;

    private final Consumer<byte[]> reader;
    private final Queue<Post> posts = new ArrayDeque<>(1);
    private int bytes;
    private boolean reading = true;

    /// @param reader takes the messages one by one; may pause or close this
    FallbackInbox(Consumer<byte[]> reader) {
        this.reader = reader;
    }

    /// Adds a send, and processes it unless reading is paused.
    ///
    /// @param taken told `true` when all of it was processed, or nothing is any more
    void add(List<byte[]> messages, Consumer<Boolean> taken) {
        posts.add(new Post(new ArrayDeque<>(messages), taken));
        bytes += messages.stream().mapToInt(FallbackInbox::cost).sum();
        read();
    }

    /// Bytes that wait, what it takes to keep them included.
    int bytes() {
        return bytes;
    }

    private static int cost(byte[] message) {
        return message.length + MESSAGE_OVERHEAD;
    }

    void pause() {
        reading = false;
    }

    void resume() {
        reading = true;
        read();
    }

    private void read() {
        while (reading && !posts.isEmpty()) {
            Post post = posts.element();
            byte[] message = post.messages().poll();
            if (message == null) {
                posts.remove();
                post.taken().accept(true);
            } else {
                bytes -= cost(message);
                reader.accept(message);
            }
        }
    }

    /// Processes nothing more. What waits is answered as if it had been processed: that and why the connection has ended, the
    /// client hears where it listens, and SockJS's own client would take a refusal for the end, and miss the reason.
    void close() {
        reading = false;
        posts.forEach(post -> post.taken().accept(true));
        posts.clear();
        bytes = 0;
    }
}
