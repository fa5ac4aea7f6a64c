package dev.anemone.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelMessage;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.HistoryGap;
import dev.anemone.model.Publication;
import dev.anemone.model.StreamPosition;
import dev.anemone.store.History.Entry;
import dev.anemone.store.History.Page;
import dev.anemone.store.StoreUnavailableException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/// A track, the Redis it follows, and whatever may happen to both, by a seed. In the end every publication since somebody
/// listened has been heard once and in order, or a gap stands where it is missing.
final class TrackWorld implements ChannelTrack.Node {
    private static final ChannelKey CHAT = new ChannelKey(new AppId("1"), new ChannelName("chat"));
    private static final int STEPS = 80;

    /// A question on its way to Redis.
    private record Question(CompletableFuture<StreamPosition> top,
            CompletableFuture<Page> page, StreamPosition since) {
        void fail() {
            var away = new StoreUnavailableException("away", null);
            top.completeExceptionally(away);
            page.completeExceptionally(away);
        }
    }

    private final String seed;
    private final SplittableRandom random;
    private final boolean faults;
    private final ChannelTrack track = new ChannelTrack(CHAT, this);

    // Redis: all it remembers of the stream, the last `size` of which it has, but for those it was not asked to keep.
    private final List<StreamPosition> stream = new ArrayList<>();
    private final List<StreamPosition> unkept = new ArrayList<>();
    private final int size;
    private int epoch;
    private long from = 1;
    private boolean promoted;
    private int published;
    private final Map<StreamPosition, Integer> numbers = new HashMap<>();

    // What is under way.
    private final Deque<Runnable> arriving = new ArrayDeque<>();
    private final Deque<Question> asked = new ArrayDeque<>();
    private final Deque<Runnable> answers = new ArrayDeque<>();
    private final Deque<Question> unanswered = new ArrayDeque<>();
    private final Deque<Runnable> retries = new ArrayDeque<>();
    private boolean away;

    // What was heard since somebody listened.
    private final List<ChannelMessage> heard = new ArrayList<>();
    private boolean muted;
    /// The first publication of which nobody may be ignorant; 0 before the track has begun.
    private int owed;
    /// The last of them, once all that was under way has arrived.
    private int lastOwed;

    TrackWorld(int seed, boolean faults) {
        this.seed = "seed " + seed;
        this.random = new SplittableRandom(seed);
        this.faults = faults;
        this.size = faults ? random.nextInt(1, 12) : Integer.MAX_VALUE;
    }

    void run() {
        track.verify();
        for (int step = 0; step < STEPS; step++) {
            happen(random.nextInt(faults ? 40 : 30));
        }
        settle();
        audit();
    }

    private void happen(int what) {
        switch (what) {
            case 0, 1, 2, 3, 4, 5, 6, 7 -> publish();
            case 8, 9, 10, 11, 12, 13, 14, 15 -> bring();
            case 16, 17, 18 -> execute();
            case 19, 20, 21, 22 -> answer();
            case 23, 24 -> digest();
            case 25 -> track.verify();
            case 26 -> track.verifyIfQuiet();
            case 27 -> retry();
            case 28, 29 -> failRead();
            case 30, 31 -> failover();
            case 32, 33, 34 -> ready();
            case 35, 36 -> mute(!muted);
            case 37 -> mute(false);
            default -> clientEvent();
        }
    }

    // What Redis does.

    private StreamPosition top() {
        return stream.isEmpty() ? new StreamPosition("life-" + epoch, 0, "") : stream.getLast();
    }

    private StreamPosition opened() {
        if (promoted) {
            promoted = false;
            epoch++;
            from = top().offset() + 1;
        }
        return new StreamPosition("life-" + epoch, top().offset(), top().publicationId());
    }

    private void publish() {
        StreamPosition last = opened();
        var place = new StreamPosition(last.epoch(), last.offset() + 1, "n" + ++published);
        stream.add(place);
        numbers.put(place, published);
        if (faults && random.nextInt(10) == 0) {
            unkept.add(place);
        }
        if (random.nextInt(4) > 0) {
            arriving.add(() -> track.received(at(place)));
        }
    }

    private void clientEvent() {
        arriving.add(
                () -> track.received(new Publication(CHAT, new EventName("client-e"), EventData.EMPTY_OBJECT)));
    }

    private void digest() {
        StreamPosition top = opened();
        if (random.nextInt(3) > 0) {
            arriving.add(() -> track.reached(top));
        }
    }

    private Page read(StreamPosition since) {
        StreamPosition top = opened();
        boolean sameEpoch = since.epoch().equals(top.epoch());
        long above = sameEpoch ? since.offset() : from - 1;
        List<StreamPosition> all = stream.subList(Math.max(0, stream.size() - size), stream.size());
        List<StreamPosition> kept = all.stream().filter(place -> !unkept.contains(place)).toList();
        boolean same = since.publicationId().isEmpty() || kept.stream().noneMatch(place -> place.offset() == above
                && !place.publicationId().equals(since.publicationId()));
        boolean complete = sameEpoch && same && (above == top.offset()
                ? since.publicationId().isEmpty() || since.publicationId().equals(top.publicationId())
                : kept.stream().anyMatch(place -> place.offset() == above + 1));
        List<Entry> entries = kept.stream().filter(place -> place.offset() > above)
                .map(place -> new Entry(at(place), Instant.EPOCH)).toList();
        return new Page(entries, false, complete, top);
    }

    private static Publication at(StreamPosition place) {
        return new Publication(CHAT, new EventName("e"), EventData.EMPTY_OBJECT).at(place);
    }

    // What becomes of what is under way.

    private void bring() {
        if (!arriving.isEmpty()) {
            arriving.remove().run();
        }
    }

    private void execute() {
        if (asked.isEmpty()) {
            return;
        }
        Question question = asked.remove();
        if (away) {
            question.fail();
            return;
        }
        StreamPosition top = opened();
        Page page = read(question.since);
        unanswered.add(question);
        answers.add(() -> {
            question.top.complete(top);
            question.page.complete(page);
        });
    }

    private void answer() {
        if (!answers.isEmpty()) {
            unanswered.remove();
            answers.remove().run();
            if (owed == 0 && !muted && track.begun().toCompletableFuture().isDone()) {
                owed = published + 1;
            }
        }
    }

    private void failRead() {
        if (!asked.isEmpty()) {
            asked.remove().fail();
        }
    }

    private void retry() {
        if (!retries.isEmpty()) {
            retries.remove().run();
        }
    }

    /// The connections end, and a replica takes over that lacks the last publications.
    private void failover() {
        away = true;
        arriving.clear();
        answers.clear();
        List.copyOf(unanswered).forEach(Question::fail);
        unanswered.clear();
        for (int lost = random.nextInt(4); lost > 0 && top().offset() >= from; lost--) {
            stream.removeLast();
        }
        promoted = true;
    }

    private void ready() {
        if (away) {
            away = false;
            track.verify();
        }
    }

    private void mute(boolean nobodyListens) {
        if (muted != nobodyListens) {
            muted = nobodyListens;
            audit();
            heard.clear();
            owed = 0;
            track.mute(nobodyListens);
        }
    }

    /// All arrives that is under way, somebody says how far the channel has come, and all questions are answered.
    private void settle() {
        mute(false);
        ready();
        while (!arriving.isEmpty()) {
            bring();
        }
        track.reached(opened());
        for (int i = 0; !(asked.isEmpty() && answers.isEmpty() && retries.isEmpty()); i++) {
            assertThat(i).as(seed + ": questions").isLessThan(1_000);
            execute();
            answer();
            retry();
        }
        lastOwed = published;
    }

    /// Whether what was heard is in order, with a gap wherever something owed is missing.
    private void audit() {
        if (owed == 0) {
            return;
        }
        int last = 0;
        boolean flagged = false;
        for (ChannelMessage message : heard) {
            Integer number = message instanceof Publication publication
                    ? numbers.get(publication.position())
                    : null;
            if (number != null) {
                assertThat(number).as(seed + ": heard once and in order").isGreaterThan(last);
                assertThat(flagged || number <= Math.max(last + 1, owed)).as(seed + ": " + last + " and then " + number)
                        .isTrue();
                last = number;
            }
            flagged = message instanceof HistoryGap || (flagged && number == null);
        }
        assertThat(flagged || last >= lastOwed || owed > lastOwed).as(seed + ": the end, after " + last).isTrue();
        if (!faults) {
            assertThat(heard).as(seed).doesNotHaveAnyElementsOfTypes(HistoryGap.class);
        }
    }

    // What the track asks of its node.

    @Override
    public boolean keeps(ChannelKey channel) {
        return true;
    }

    @Override
    public CompletionStage<StreamPosition> top(ChannelKey channel) {
        asked.add(new Question(new CompletableFuture<>(), new CompletableFuture<>(), StreamPosition.NONE));
        return asked.getLast().top;
    }

    @Override
    public CompletionStage<Page> since(ChannelKey channel, StreamPosition place) {
        asked.add(new Question(new CompletableFuture<>(), new CompletableFuture<>(), place));
        return asked.getLast().page;
    }

    @Override
    public void deliver(ChannelMessage message) {
        heard.add(message);
    }

    @Override
    public void later(Runnable again) {
        retries.add(again);
    }

    @Override
    public void execute(Runnable task) {
        task.run();
    }

    @Override
    public void repaired(int publications) {
        assertThat(publications).isPositive();
    }

    @Override
    public void lost() {}
}
