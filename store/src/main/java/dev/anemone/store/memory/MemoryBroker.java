package dev.anemone.store.memory;

import static java.lang.System.Logger.Level.ERROR;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelMessage;
import dev.anemone.model.IdempotencyKey;
import dev.anemone.model.Publication;
import dev.anemone.model.StreamPosition;
import dev.anemone.store.Broker;
import dev.anemone.store.PublishResult;
import dev.anemone.store.PublishResult.KeyTaken;
import dev.anemone.store.PublishResult.Published;
import dev.anemone.store.PublishResult.Receipt;
import dev.anemone.store.StoreUnavailableException;
import dev.anemone.store.memory.MemoryHistory.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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
    private final MemoryHistory history;
    private final Set<ChannelKey> subscribed = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Listener listener;

    MemoryBroker(Feed feed, MemoryHistory history) {
        this.feed = feed;
        this.history = history;
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
    public CompletionStage<PublishResult> publish(List<Publication> publications) {
        KeyTaken taken = publications.size() > 1 ? taken(publications) : null;
        if (taken != null) {
            return CompletableFuture.completedStage(taken);
        }
        var receipts = new ArrayList<Receipt>(publications.size());
        for (Publication publication : publications) {
            if (feed.full(publication.channel())) {
                return CompletableFuture.failedStage(new StoreUnavailableException(TOO_SLOW, null));
            }
            if (publication.retention().positioned() || publication.key() != null) {
                Outcome outcome = history.publish(publication);
                Optional<KeyTaken> refusal = outcome.refusal(receipts.size());
                if (refusal.isPresent()) {
                    return CompletableFuture.completedStage(refusal.get());
                }
                receipts.add(outcome.receipt().orElseThrow());
            } else {
                feed.publish(publication);
                receipts.add(Receipt.at(StreamPosition.NONE));
            }
        }
        return CompletableFuture.completedStage(new Published(receipts));
    }

    private @Nullable KeyTaken taken(List<Publication> publications) {
        for (int i = 0; i < publications.size(); i++) {
            IdempotencyKey key = publications.get(i).key();
            Optional<KeyTaken> refusal = Optional.empty();
            if (key != null) {
                int index = i;
                refusal = history.known(publications.get(i), key).flatMap(outcome -> outcome.refusal(index));
            }
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        return null;
    }

    /// Always zero: nothing is lost on the way.
    @Override
    public Continuity continuity() {
        return Continuity.NONE;
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
