package dev.anemone.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelMessage;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.HistoryGap;
import dev.anemone.model.MemberRemoved;
import dev.anemone.model.Publication;
import dev.anemone.model.StreamPosition;
import dev.anemone.model.SubscriptionCount;
import dev.anemone.model.UserId;
import dev.anemone.store.History.Entry;
import dev.anemone.store.History.Page;
import dev.anemone.store.StoreUnavailableException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class ChannelTrackTest {
    private static final ChannelKey CHAT = new ChannelKey(new AppId("1"), new ChannelName("chat"));
    private static final String E0 = "life-0";
    private static final String E1 = "life-1";

    private final FakeNode node = new FakeNode();
    private final ChannelTrack track = new ChannelTrack(CHAT, node);

    /// Answers questions when the test says so, and writes down in a few words what subscribers hear.
    private static final class FakeNode implements ChannelTrack.Node {
        private final List<String> heard = new ArrayList<>();
        private final Deque<CompletableFuture<StreamPosition>> tops = new ArrayDeque<>();
        private final Deque<CompletableFuture<Page>> pages = new ArrayDeque<>();
        private final Deque<StreamPosition> asked = new ArrayDeque<>();
        private final Deque<Runnable> retries = new ArrayDeque<>();
        private boolean keeps = true;
        private int repaired;
        private int lost;

        @Override
        public boolean keeps(ChannelKey channel) {
            return keeps;
        }

        @Override
        public CompletionStage<StreamPosition> top(ChannelKey channel) {
            tops.add(new CompletableFuture<>());
            return tops.getLast();
        }

        @Override
        public CompletionStage<Page> since(ChannelKey channel, StreamPosition place) {
            asked.add(place);
            pages.add(new CompletableFuture<>());
            return pages.getLast();
        }

        @Override
        public void deliver(ChannelMessage message) {
            heard.add(switch (message) {
                case Publication publication -> name(publication.position());
                case HistoryGap gap -> "gap " + name(gap.from()) + " " + name(gap.to());
                default -> message.getClass().getSimpleName();
            });
        }

        private static String name(StreamPosition place) {
            return place.epoch().substring(place.epoch().length() - 1) + ":" + place.offset();
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
            repaired += publications;
        }

        @Override
        public void lost() {
            lost++;
        }

        void answer(boolean complete, StreamPosition top, StreamPosition... entries) {
            pages.remove().complete(new Page(
                    Arrays.stream(entries).map(place -> new Entry(at(place), Instant.EPOCH)).toList(), false, complete,
                    top));
        }
    }

    private static StreamPosition place(String epoch, long offset) {
        return new StreamPosition(epoch, offset, epoch + offset);
    }

    private static Publication at(StreamPosition place) {
        return new Publication(CHAT, new EventName("e"), EventData.EMPTY_OBJECT).at(place);
    }

    private void arrives(long offset) {
        arrives(E0, offset);
    }

    private void arrives(String epoch, long offset) {
        track.received(at(place(epoch, offset)));
    }

    private void beginsAt(long offset) {
        track.verify();
        node.tops.remove().complete(place(E0, offset));
    }

    @Test
    void whatFollowsIsDelivered() {
        beginsAt(4);
        arrives(5);
        arrives(6);

        assertThat(track.begun()).isCompleted();
        assertThat(node.heard).containsExactly("0:5", "0:6");
        assertThat(node.asked).isEmpty();
    }

    @Test
    void whatArrivesBeforeTheLastPlaceIsKnownWaits() {
        track.verify();
        arrives(5);
        assertThat(node.heard).isEmpty();
        assertThat(track.begun()).isNotCompleted();

        node.tops.remove().complete(place(E0, 4));

        assertThat(node.heard).containsExactly("0:5");
    }

    @Test
    void theFirstToArriveMayBeOlderThanTheAnswer() {
        track.verify();
        arrives(5);
        node.tops.remove().complete(place(E0, 6));
        arrives(6);
        arrives(7);

        assertThat(node.heard).containsExactly("0:5", "0:6", "0:7");
        assertThat(node.asked).isEmpty();
    }

    @Test
    void aHoleIsFilledByOneReadAndWhatCameMeanwhileFollows() {
        beginsAt(4);
        arrives(5);
        arrives(8);
        track.received(new MemberRemoved(CHAT, new UserId("u"), 3));
        arrives(9);
        assertThat(node.heard).containsExactly("0:5");
        assertThat(node.asked).containsExactly(place(E0, 5));

        node.answer(true, place(E0, 9), place(E0, 6), place(E0, 7), place(E0, 8), place(E0, 9));
        arrives(10);

        assertThat(node.heard).containsExactly("0:5", "0:6", "0:7", "0:8", "0:9", "MemberRemoved", "0:10");
        assertThat(node.repaired).isEqualTo(2);
        assertThat(node.lost).isZero();
        assertThat(node.pages).isEmpty();
    }

    @Test
    void aHoleThatCannotBeFilledIsAGap() {
        beginsAt(4);
        arrives(9);

        node.answer(false, place(E0, 9), place(E0, 8), place(E0, 9));

        assertThat(node.heard).containsExactly("gap 0:4 0:7", "0:8", "0:9");
        assertThat(node.lost).isOne();
    }

    @Test
    void anotherEpochIsAGapThoughOffsetsFollow() {
        beginsAt(4);
        arrives(E1, 5);

        node.answer(false, place(E1, 5), place(E1, 5));
        arrives(E1, 6);

        assertThat(node.heard).containsExactly("gap 0:4 1:4", "1:5", "1:6");
    }

    @Test
    void anEpochInWhichNothingIsKeptIsAGapToo() {
        beginsAt(4);
        track.verify();

        node.answer(false, place(E1, 4));
        arrives(E1, 5);

        assertThat(node.heard).containsExactly("gap 0:4 1:4", "1:5");
    }

    @Test
    void aStragglerOfAnEarlierEpochCostsOneReadAndIsDropped() {
        beginsAt(4);
        arrives(E1, 7);
        arrives(5);
        node.answer(false, place(E1, 7), place(E1, 7));
        node.answer(true, place(E1, 7));

        assertThat(node.heard).containsExactly("gap 0:4 1:6", "1:7");
        assertThat(node.pages).isEmpty();
    }

    @Test
    void aSecondHoleBehindTheFirstIsFilledInItsTurn() {
        beginsAt(4);
        arrives(6);
        arrives(9);
        track.received(new SubscriptionCount(CHAT, 3));
        arrives(10);

        node.answer(true, place(E0, 6), place(E0, 5), place(E0, 6));
        assertThat(node.heard).containsExactly("0:5", "0:6");
        node.answer(true, place(E0, 10), place(E0, 7), place(E0, 8), place(E0, 9), place(E0, 10));

        assertThat(node.heard).containsExactly("0:5", "0:6", "0:7", "0:8", "0:9", "0:10", "SubscriptionCount");
    }

    @Test
    void whatIsToldTwiceIsHeardOnce() {
        beginsAt(4);
        arrives(5);
        arrives(5);

        assertThat(node.heard).containsExactly("0:5");
    }

    @Test
    void whoeverKnowsMoreLeadsToARead() {
        beginsAt(4);
        track.reached(place(E0, 4));
        assertThat(node.asked).isEmpty();

        track.reached(place(E0, 5));
        node.answer(true, place(E0, 5), place(E0, 5));

        assertThat(node.heard).containsExactly("0:5");
        assertThat(node.repaired).isOne();
    }

    @Test
    void aReadThatFailsIsTriedAgainAndHoldsWhatComes() {
        beginsAt(4);
        arrives(6);
        node.pages.remove().completeExceptionally(new StoreUnavailableException("away", null));
        arrives(7);
        assertThat(node.heard).isEmpty();

        node.retries.remove().run();
        node.answer(true, place(E0, 7), place(E0, 5), place(E0, 6), place(E0, 7));

        assertThat(node.heard).containsExactly("0:5", "0:6", "0:7");
    }

    @Test
    void aReadThatFailedIsTriedAgainWhenRedisIsBack() {
        beginsAt(4);
        arrives(6);
        node.pages.remove().completeExceptionally(new StoreUnavailableException("away", null));

        track.verify();
        node.answer(true, place(E0, 6), place(E0, 5), place(E0, 6));
        node.retries.remove().run();

        assertThat(node.heard).containsExactly("0:5", "0:6");
        assertThat(node.pages).isEmpty();
    }

    @Test
    void whileNobodyListensNothingIsHeardAndThenItBeginsAnew() {
        beginsAt(4);
        arrives(6);
        track.mute(true);
        arrives(7);
        node.answer(true, place(E0, 6), place(E0, 5), place(E0, 6));
        track.mute(false);
        assertThat(track.begun()).isNotCompleted();

        node.tops.remove().complete(place(E0, 7));
        arrives(8);

        assertThat(node.heard).containsExactly("0:8");
    }

    @Test
    void aChannelWithoutHistoryIsNotAskedForUntilItHasOne() {
        node.keeps = false;
        track.verify();
        assertThat(track.begun()).isCompleted();
        assertThat(node.tops).isEmpty();

        arrives(5);
        arrives(6);
        arrives(8);
        node.answer(true, place(E0, 8), place(E0, 7), place(E0, 8));

        assertThat(node.heard).containsExactly("0:5", "0:6", "0:7", "0:8");
    }

    @Test
    void onlyQuietChannelsAreSwept() {
        beginsAt(4);
        track.verifyIfQuiet();
        arrives(5);
        track.verifyIfQuiet();
        assertThat(node.asked).isEmpty();

        track.verifyIfQuiet();

        assertThat(node.asked).containsExactly(place(E0, 5));
    }

    @Test
    void whatIsHeldBeyondItsBoundIsReadAgain() {
        beginsAt(4);
        arrives(6);
        EventData large = EventData.ofString("x".repeat(5 << 20));
        for (int i = 7; i < 10; i++) {
            track.received(new Publication(CHAT, new EventName("e"), large).at(place(E0, i)));
        }

        node.answer(true, place(E0, 6), place(E0, 5), place(E0, 6));
        node.answer(true, place(E0, 9), place(E0, 8), place(E0, 9));

        assertThat(node.heard).containsExactly("0:5", "0:6", "0:7", "0:8", "0:9");
    }

    @Test
    void whatIsSaidDuringAReadThatWasAnsweredBeforeLeadsToAnother() {
        beginsAt(4);
        track.verify();
        track.reached(place(E0, 5));
        node.answer(true, place(E0, 4));

        node.answer(true, place(E0, 5), place(E0, 5));

        assertThat(node.heard).containsExactly("0:5");
    }

    @Test
    void whatHasArrivedIsDeliveredThoughItIsNotKept() {
        beginsAt(4);
        arrives(5);
        arrives(7);
        arrives(8);
        node.answer(false, place(E0, 9), place(E0, 9));
        arrives(9);
        arrives(10);

        assertThat(node.heard).containsExactly("0:5", "gap 0:5 0:6", "0:7", "0:8", "0:9", "0:10");
        assertThat(node.lost).isOne();
        assertThat(node.pages).isEmpty();
    }

    @Test
    void whatArrivesAfterAReadThatDidNotHaveItIsDeliveredLate() {
        beginsAt(4);
        arrives(5);
        track.verify();
        node.answer(false, place(E0, 6));
        arrives(6);
        arrives(7);

        assertThat(node.heard).containsExactly("0:5", "gap 0:5 0:6", "0:6", "0:7");
    }

    @Test
    void aHoleAmongWhatIsKeptIsAGap() {
        beginsAt(4);
        arrives(5);
        arrives(9);
        node.answer(true, place(E0, 9), place(E0, 6), place(E0, 8), place(E0, 9));

        assertThat(node.heard).containsExactly("0:5", "0:6", "gap 0:6 0:7", "0:8", "0:9");
    }

    @Test
    void aReadThatFailedAndIsOfNoUseAnyMoreHoldsNothing() {
        track.verify();
        node.tops.remove().completeExceptionally(new StoreUnavailableException("away", null));
        arrives(5);
        node.keeps = false;

        node.retries.remove().run();
        arrives(6);

        assertThat(track.begun()).isCompleted();
        assertThat(node.heard).containsExactly("0:5", "0:6");
    }

    @Test
    void whatIsNotKeptDoesNotPileUpWhileAHistoryCannotBeRead() {
        beginsAt(4);
        arrives(6);
        for (int i = 0; i < 10; i++) {
            track.received(new Publication(CHAT, new EventName("e"), EventData.ofString("x".repeat(1 << 20))));
        }

        node.answer(true, place(E0, 6), place(E0, 5), place(E0, 6));

        assertThat(node.heard).hasSizeLessThan(11);
    }

    /// Whatever gets lost on the way, and whenever answers come: everything is heard once and in order, or flagged.
    @Test
    void anythingMayGetLost() {
        for (int seed = 0; seed < 3_000; seed++) {
            new TrackWorld(seed, false).run();
        }
    }

    /// The same where Redis forgets, fails over and loses what it confirmed, and nobody listens now and then.
    @Test
    void anythingMayHappen() {
        for (int seed = 0; seed < 20_000; seed++) {
            new TrackWorld(seed, true).run();
        }
    }
}
