package dev.anemone.store;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelMessage;
import dev.anemone.model.EventData;
import dev.anemone.model.Publication;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/// Remembers what it heard, and fails a test that hears one channel on two threads at once. Thread-safe.
public final class RecordingListener implements Broker.Listener {
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);

    private final List<ChannelMessage> heard = new ArrayList<>();
    private final Set<ChannelKey> entered = ConcurrentHashMap.newKeySet();
    private final List<String> overlaps = new ArrayList<>();

    private final boolean dawdling;

    /// A listener that takes note at once.
    public RecordingListener() {
        this(false);
    }

    private RecordingListener(boolean dawdling) {
        this.dawdling = dawdling;
    }

    /// Starts to listen on `node`.
    public static RecordingListener on(Store node) {
        var listener = new RecordingListener();
        node.broker().listen(listener);
        return listener;
    }

    /// Starts to listen on `node`, and lets other threads go first before it takes note of a message: a broker that
    /// delivers one channel from several threads gives itself away.
    public static RecordingListener dawdlingOn(Store node) {
        var listener = new RecordingListener(true);
        node.broker().listen(listener);
        return listener;
    }

    @Override
    public void received(ChannelMessage message) {
        boolean alone = entered.add(message.channel());
        if (dawdling) {
            LockSupport.parkNanos(1); // As short as can be, but long enough for another thread.
        }
        synchronized (this) {
            if (!alone) {
                overlaps.add("Two threads at once in " + message.channel());
            }
            heard.add(message);
            notifyAll();
        }
        if (alone) {
            entered.remove(message.channel());
        }
    }

    /// What was heard so far, in order.
    public synchronized List<ChannelMessage> heard() {
        if (!overlaps.isEmpty()) {
            throw new AssertionError(overlaps);
        }
        return List.copyOf(heard);
    }

    /// What was heard of `channel` so far, in order.
    public List<ChannelMessage> heard(ChannelKey channel) {
        return heard().stream().filter(message -> message.channel().equals(channel)).toList();
    }

    /// Waits until `count` messages were heard, and returns all of them.
    public List<ChannelMessage> await(int count) {
        return awaitUntil(messages -> messages.size() >= count, count + " messages");
    }

    /// Waits until a publication of `data` on `channel` was heard, and returns everything heard.
    public List<ChannelMessage> await(ChannelKey channel, String data) {
        var token = EventData.ofString(data);
        return awaitUntil(
                messages -> messages.stream()
                        .anyMatch(
                                message -> message instanceof Publication publication
                                        && publication.channel().equals(channel) && publication.data().equals(token)),
                data + " on " + channel);
    }

    private synchronized List<ChannelMessage> awaitUntil(Predicate<List<ChannelMessage>> reached, String what) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!reached.test(heard)) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new AssertionError("Waited for " + what + ", heard " + heard.size() + ": " + abbreviated());
            }
            try {
                wait(left);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new AssertionError("Interrupted while waiting for " + what, interrupted);
            }
        }
        return heard();
    }

    private List<ChannelMessage> abbreviated() {
        return heard.subList(Math.max(0, heard.size() - 20), heard.size());
    }

    /// The decoded payload of each publication among `messages`; for payloads without escapes.
    public static List<String> data(List<? extends ChannelMessage> messages) {
        var data = new ArrayList<String>();
        for (ChannelMessage message : messages) {
            if (message instanceof Publication publication) {
                String token = new String(publication.data().token(), StandardCharsets.UTF_8);
                data.add(token.substring(1, token.length() - 1));
            }
        }
        return data;
    }
}
