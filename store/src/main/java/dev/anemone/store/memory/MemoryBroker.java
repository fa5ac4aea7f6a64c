package dev.anemone.store.memory;

import static java.lang.System.Logger.Level.ERROR;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelMessage;
import dev.anemone.model.Publication;
import dev.anemone.model.StreamPosition;
import dev.anemone.store.Broker;
import dev.anemone.store.StoreUnavailableException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// One node's door to the [Feed]. Its listener runs on the threads that publish, join and leave.
final class MemoryBroker implements Broker {
    private static final System.Logger LOG = System.getLogger(MemoryBroker.class.getName());
    private static final CompletionStage<Void> DONE = CompletableFuture.completedStage(null);
    private static final String TOO_SLOW = "Publishing is refused: " + Feed.MAX_BACKLOG
            + " messages wait already for a listener that is too slow.";

    private final Feed feed;
    private final MemoryCacheChannels cacheChannels;
    private final Set<ChannelKey> subscribed = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Listener listener;

    MemoryBroker(Feed feed, MemoryCacheChannels cacheChannels) {
        this.feed = feed;
        this.cacheChannels = cacheChannels;
        feed.attach(this);
    }

    @Override
    public void listen(Listener listener) {
        if (this.listener != null) {
            throw new IllegalStateException("This node has a listener already.");
        }
        this.listener = listener;
    }

    @Override
    public CompletionStage<List<StreamPosition>> publish(List<Publication> publications) {
        var positions = new ArrayList<StreamPosition>(publications.size());
        for (Publication publication : publications) {
            if (publication.keepFor().isPositive()) {
                positions.add(cacheChannels.publish(publication));
            } else if (feed.publish(publication)) {
                positions.add(StreamPosition.NONE);
            } else {
                return CompletableFuture.failedStage(new StoreUnavailableException(TOO_SLOW, null));
            }
        }
        return CompletableFuture.completedStage(positions);
    }

    @Override
    public CompletionStage<Void> subscribe(ChannelKey channel) {
        if (listener == null) {
            throw new IllegalStateException("Nobody listens on this node.");
        }
        subscribed.add(channel);
        return DONE;
    }

    @Override
    public void unsubscribe(ChannelKey channel) {
        subscribed.remove(channel);
    }

    /// Called by the feed, one thread at a time for each channel.
    void received(ChannelMessage message) {
        Listener listener = this.listener;
        if (listener == null || !subscribed.contains(message.channel())) {
            return;
        }
        try {
            listener.received(message);
        } catch (RuntimeException | Error broken) { // Its own bug; the other nodes and the next messages go on.
            LOG.log(ERROR, "A listener failed channel=" + message.channel(), broken);
        }
    }

    void close() {
        feed.detach(this);
        subscribed.clear();
    }
}
