package dev.anemone.gateway.session;

import dev.anemone.gateway.protocol.ClientMessage.Subscribe;
import dev.anemone.gateway.protocol.Frame;
import dev.anemone.gateway.protocol.MessageEncoder;
import dev.anemone.model.App;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.HistoryGap;
import dev.anemone.model.HistoryRule;
import dev.anemone.model.Publication;
import dev.anemone.model.StreamPosition;
import dev.anemone.store.History;
import dev.anemone.store.History.Entry;
import dev.anemone.store.History.Page;
import dev.anemone.store.History.Query;
import java.util.ArrayDeque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;

/// What a subscriber that knows places in a channel hears before the channel's news: what it missed, all of it and in
/// order, or that something is missing. Thread-safe.
final class Recovery {
    /// @param frames what it hears first
    /// @param place up to where it has heard everything then, or been told that it has not
    /// @param whole whether nothing is missing between the place it named and this one
    record Start(List<Frame> frames, StreamPosition place, boolean whole) {
        static final Start NONE = at(StreamPosition.NONE);

        static Start at(StreamPosition place) {
            return new Start(List.of(), place, false);
        }
    }

    private final Supplier<App> app;
    private final History history;
    private final int maxBytes;

    /// @param app as it is at the moment
    /// @param maxBytes what one replay may have; beyond it, the client is told of a gap
    Recovery(Supplier<App> app, History history, int maxBytes) {
        this.app = app;
        this.history = history;
        this.maxBytes = maxBytes;
    }

    /// Reads what a subscriber missed that is in the channel already, or wants to hear again.
    ///
    /// @param request what it asks for
    CompletionStage<Start> start(ChannelKey channel, Subscribe request) {
        HistoryRule rule = app.get().history().of(channel.channel());
        StreamPosition since = request.since();
        if (request.rewind() > 0 && rule.on()) {
            var last = new Query(StreamPosition.NONE, StreamPosition.NONE, request.rewind(), true, rule.ttl());
            return history.read(channel, last).thenApply(this::rewound);
        }
        if (since == null) {
            return CompletableFuture.completedStage(Start.NONE);
        }
        if (since.equals(StreamPosition.NONE)) {
            return rule.on()
                    ? history.top(channel).thenApply(Start::at)
                    : CompletableFuture.completedStage(Start.NONE);
        }
        var missed = new Query(since, StreamPosition.NONE, HistoryRule.MAX_SIZE, false, rule.ttl());
        return history.read(channel, missed).thenApply(page -> replay(channel, since, page));
    }

    /// The last events that one replay has room for.
    private Start rewound(Page page) {
        var frames = new ArrayDeque<Frame>();
        long bytes = 0;
        for (Entry entry : page.entries()) {
            Frame frame = MessageEncoder.publication(entry.publication());
            bytes += frame.size();
            if (bytes > maxBytes) {
                break;
            }
            frames.addFirst(frame);
        }
        return new Start(List.copyOf(frames), page.top(), !frames.isEmpty());
    }

    private Start replay(ChannelKey channel, StreamPosition since, Page page) {
        List<Publication> missed = page.entries().stream().map(Entry::publication).toList();
        boolean all = page.complete() && since.offset() + missed.size() == page.top().offset()
                && missed.stream().mapToLong(publication -> publication.data().token().length).sum() <= maxBytes;
        List<Frame> frames = all ? missed.stream().map(MessageEncoder::publication).toList() : List.of();
        boolean whole = all && frames.stream().mapToLong(Frame::size).sum() <= maxBytes;
        return new Start(
                whole ? frames : List.of(MessageEncoder.gap(new HistoryGap(channel, since, page.top()))), page.top(),
                whole);
    }
}
