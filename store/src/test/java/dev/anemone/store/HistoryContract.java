package dev.anemone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.EventData;
import dev.anemone.model.IdempotencyKey;
import dev.anemone.model.Publication;
import dev.anemone.model.Retention;
import dev.anemone.model.SocketId;
import dev.anemone.model.StreamPosition;
import dev.anemone.model.UserId;
import dev.anemone.store.History.Entry;
import dev.anemone.store.History.Page;
import dev.anemone.store.History.Query;
import dev.anemone.store.PublishResult.KeyTaken;
import dev.anemone.store.PublishResult.Receipt;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What every [History] promises, and what [Broker#publish] promises about what is kept and about keys.
public abstract class HistoryContract extends StoreContract {
    private static final ChannelKey CHAT = channel("chat");
    private static final Duration LONG = Duration.ofMinutes(2);
    private static final Duration FOREVER = Duration.ofDays(1);

    private static Publication kept(ChannelKey channel, String data, int size) {
        return publication(channel, data).kept(new Retention(size, LONG, Duration.ZERO));
    }

    private static Publication kept(String data) {
        return kept(CHAT, data, 100);
    }

    private static Query oldest(StreamPosition since, int limit) {
        return new Query(since, StreamPosition.NONE, limit, false, FOREVER);
    }

    private static Query newest(StreamPosition before, int limit) {
        return new Query(StreamPosition.NONE, before, limit, true, FOREVER);
    }

    private static Page read(Store node, Query query) {
        return join(node.history().read(CHAT, query));
    }

    private static Page all(Store node) {
        return read(node, oldest(StreamPosition.NONE, 1_000));
    }

    private static List<String> data(Page page) {
        return RecordingListener.data(page.entries().stream().map(Entry::publication).toList());
    }

    private static List<StreamPosition> publish(Store node, int count) {
        var positions = new ArrayList<StreamPosition>();
        for (int i = 1; i <= count; i++) {
            positions.add(publish(node, kept("" + i)));
        }
        return positions;
    }

    @Test
    void aPlaceWhosePublicationIsNotKnownIsAsGoodAsAny() {
        Store node = node();
        List<StreamPosition> places = publish(node, 3);

        for (StreamPosition place : places) {
            Page page = read(node, Query.allSince(new StreamPosition(place.epoch(), place.offset(), "")));
            assertThat(page.complete()).isTrue();
            assertThat(page.entries()).hasSize(Math.toIntExact(3 - place.offset()));
        }
    }

    @Test
    void aChannelBeginsEmptyAndSaysFromWhenOn() {
        Store node = node();

        Page before = all(node);
        StreamPosition first = publish(node(), kept("1"));

        assertThat(before.entries()).isEmpty();
        assertThat(before.complete()).isTrue();
        assertThat(before.top().offset()).isZero();
        assertThat(first.epoch()).isEqualTo(before.top().epoch());
        assertThat(first.offset()).isEqualTo(1);
        Page since = read(node, oldest(before.top(), 10));
        assertThat(data(since)).containsExactly("1");
        assertThat(since.complete()).isTrue();
    }

    @Test
    void whatWasPublishedIsThereInOrderAndWholeForEveryNode() {
        Store publisher = node();
        Publication whole = new Publication(CHAT, kept("x").event(), EventData.ofString("é\n\"😀"),
                new SocketId("1.2"), new UserId("user é")).kept(new Retention(10, LONG, Duration.ZERO));
        Instant before = Instant.now().minusSeconds(5);

        StreamPosition first = publish(publisher, kept("1"));
        StreamPosition second = publish(publisher, whole);

        Page page = all(node());
        assertThat(page.entries()).extracting(Entry::publication)
                .containsExactly(kept("1").at(first), whole.at(second));
        assertThat(page.top()).isEqualTo(second);
        assertThat(page.more()).isFalse();
        if (!fakeTime()) {
            assertThat(page.entries()).extracting(Entry::published)
                    .allSatisfy(time -> assertThat(time).isBetween(before, Instant.now().plusSeconds(5)));
        }
    }

    /// Whether time is the test's own.
    protected boolean fakeTime() {
        return false;
    }

    @Test
    void offsetsFollowEachOtherAndIdsAreUnique() {
        List<StreamPosition> positions = publish(node(), 20);

        for (int i = 0; i < positions.size(); i++) {
            assertThat(positions.get(i).offset()).isEqualTo(i + 1);
            assertThat(positions.get(i).epoch()).isEqualTo(positions.getFirst().epoch());
        }
        assertThat(new HashSet<>(positions.stream().map(StreamPosition::publicationId).toList())).hasSize(20);
    }

    @Test
    void positionsSurviveTheirWayOverTheWire() {
        for (StreamPosition position : publish(node(), 2)) {
            assertThat(StreamPosition.ofWire(position.toWire())).contains(position);
        }
        assertThat(StreamPosition.ofWire(all(node()).top().toWire())).contains(all(node()).top());
    }

    @Test
    void subscribersHearThePlaceOfWhatIsKept() {
        Store subscriber = node();
        RecordingListener listener = RecordingListener.on(subscriber);
        join(subscriber.broker().subscribe(CHAT));

        StreamPosition place = publish(node(), kept("1"));

        assertThat(listener.await(1)).containsExactly(kept("1").at(place));
    }

    @Test
    void theHistoryIsNoLongerThanTheLastPublicationSays() {
        Store node = node();
        publish(node, 10);
        publish(node, kept(CHAT, "11", 3));

        assertThat(data(all(node))).containsExactly("9", "10", "11");
    }

    @Test
    void whatIsNotToBeKeptTakesNoPlace() {
        Store node = node();
        publish(node, kept("1"));

        assertThat(publish(node, publication(CHAT, "passing"))).isEqualTo(StreamPosition.NONE);

        assertThat(publish(node, kept("2")).offset()).isEqualTo(2);
        assertThat(data(all(node))).containsExactly("1", "2");
    }

    @Test
    void theLastEventOfACacheChannelHasAPlaceThoughThereIsNoHistory() {
        Store node = node();
        StreamPosition place = publish(node, publication(CHAT, "1").kept(Retention.NONE.asLast(LONG)));

        assertThat(place.offset()).isEqualTo(1);
        assertThat(join(node.cacheChannels().last(CHAT)).orElseThrow().position()).isEqualTo(place);
        assertThat(all(node).entries()).isEmpty();
        assertThat(all(node).complete()).isFalse();
        assertThat(all(node).top()).isEqualTo(place);
    }

    @Test
    void channelsAndAppsKeepTheirHistoriesApart() {
        Store node = node();
        var elsewhere = new ChannelKey(OTHER_APP, CHAT.channel());
        publish(node, kept("here"));
        publish(node, kept(elsewhere, "there", 10));

        assertThat(data(all(node))).containsExactly("here");
        assertThat(data(join(node.history().read(elsewhere, oldest(StreamPosition.NONE, 10)))))
                .containsExactly("there");
    }

    @Test
    void aReaderGoesForwardFromAPlace() {
        Store node = node();
        List<StreamPosition> positions = publish(node, 10);

        Page page = read(node, oldest(positions.get(3), 4));
        Page next = read(node, oldest(page.entries().getLast().publication().position(), 4));

        assertThat(data(page)).containsExactly("5", "6", "7", "8");
        assertThat(page.more()).isTrue();
        assertThat(page.complete()).isTrue();
        assertThat(data(next)).containsExactly("9", "10");
        assertThat(next.more()).isFalse();
    }

    @Test
    void aReaderGoesBackFromTheEnd() {
        Store node = node();
        publish(node, 10);

        Page page = read(node, newest(StreamPosition.NONE, 4));
        Page next = read(node, newest(page.entries().getLast().publication().position(), 10));

        assertThat(data(page)).containsExactly("10", "9", "8", "7");
        assertThat(page.more()).isTrue();
        assertThat(data(next)).containsExactly("6", "5", "4", "3", "2", "1");
        assertThat(next.more()).isFalse();
    }

    @Test
    void aReaderMayAskForWhatIsBetweenTwoPlaces() {
        Store node = node();
        List<StreamPosition> positions = publish(node, 10);

        assertThat(data(read(node, new Query(positions.get(2), positions.get(6), 100, false, FOREVER))))
                .containsExactly("4", "5", "6");
        assertThat(data(read(node, new Query(positions.get(2), positions.get(6), 2, true, FOREVER))))
                .containsExactly("6", "5");
        assertThat(data(read(node, new Query(positions.get(6), positions.get(2), 2, true, FOREVER)))).isEmpty();
    }

    @Test
    void longHistoriesAreReadWhole() {
        Store node = node();
        var publications = new ArrayList<Publication>();
        for (int i = 0; i < 1_000; i++) {
            publications.add(kept(CHAT, "" + i, 1_000));
        }
        join(node.broker().publish(publications));

        assertThat(data(all(node))).hasSize(1_000).startsWith("0", "1").endsWith("999");
        assertThat(data(read(node, newest(StreamPosition.NONE, 1_000)))).hasSize(1_000).startsWith("999").endsWith("0");
    }

    @Test
    void whoComesFromTheTopHasMissedNothing() {
        Store node = node();
        StreamPosition top = publish(node, 3).getLast();

        Page page = read(node, oldest(top, 10));

        assertThat(page.complete()).isTrue();
        assertThat(page.entries()).isEmpty();
        assertThat(page.top()).isEqualTo(top);
    }

    @Test
    void whoComesTooLateIsTold() {
        Store node = node();
        List<StreamPosition> positions = publish(node, 10);
        publish(node, kept(CHAT, "11", 3));

        assertThat(read(node, oldest(positions.get(6), 10)).complete()).isFalse();
        assertThat(read(node, oldest(positions.get(7), 10)).complete()).isTrue();
        assertThat(data(read(node, oldest(positions.get(6), 10)))).containsExactly("9", "10", "11");
    }

    @Test
    void aPlaceOfAnotherLifeOfTheStreamIsNotTakenForOneOfThis() {
        Store node = node();
        StreamPosition place = publish(node, 5).get(2);

        var stranger = new StreamPosition("zzzz-0", place.offset(), place.publicationId());
        var beyond = new StreamPosition(place.epoch(), 9, place.publicationId());

        assertThat(read(node, oldest(stranger, 10)).complete()).isFalse();
        assertThat(data(read(node, oldest(stranger, 10)))).containsExactly("1", "2", "3", "4", "5");
        assertThat(read(node, oldest(beyond, 10)).complete()).isFalse();
        assertThat(data(read(node, newest(stranger, 10)))).isEmpty();
    }

    @Test
    void aPlaceThatNowHasAnotherPublicationIsNotTakenForTheSame() {
        Store node = node();
        StreamPosition place = publish(node, 5).get(2);

        var forked = new StreamPosition(place.epoch(), place.offset(), "another");
        var forkedTop = new StreamPosition(place.epoch(), 5, "another");

        assertThat(read(node, oldest(forked, 10)).complete()).isFalse();
        assertThat(read(node, oldest(forkedTop, 10)).complete()).isFalse();
    }

    @Test
    void whatIsTooOldIsNotShown() {
        Store node = node();
        StreamPosition first = publish(node, kept("1"));
        letPass(Duration.ofMillis(80));
        publish(node, kept("2"));

        var recent = new Query(StreamPosition.NONE, StreamPosition.NONE, 10, false, Duration.ofMillis(40));
        Page page = join(node.history().read(CHAT, recent));
        assertThat(data(page)).doesNotContain("1");
        assertThat(page.complete()).isFalse();
        assertThat(join(node.history().read(CHAT,
                new Query(first, StreamPosition.NONE, 10, true, Duration.ofHours(1)))).complete()).isTrue();
    }

    @Test
    void aHistoryEndsAfterItsTimeAndOffsetsGoOn() {
        Store node = node();
        StreamPosition first = publish(node,
                publication(CHAT, "1").kept(new Retention(10, Duration.ofMillis(60), Duration.ZERO)));
        letPass(Duration.ofMillis(80));

        await().untilAsserted(() -> assertThat(all(node).entries()).isEmpty());
        assertThat(all(node).top()).isEqualTo(first);
        assertThat(read(node, oldest(first, 10)).complete()).isTrue();
        assertThat(publish(node, kept("2")).offset()).isEqualTo(2);
        assertThat(read(node, oldest(first, 10)).complete()).isTrue();
        assertThat(all(node).complete()).isFalse();
    }

    /// Lets time pass in the store, at least this long.
    protected abstract void letPass(Duration time);

    private static IdempotencyKey key(String value, String content) {
        return new IdempotencyKey(value, content, "reply to " + content);
    }

    @Test
    void whatIsSentAgainIsPublishedOnceAndAnsweredAlike() {
        Store subscriber = node();
        RecordingListener listener = RecordingListener.on(subscriber);
        join(subscriber.broker().subscribe(CHAT));

        Receipt first = receipt(node(), kept("1").once(key("k é", "c1")));
        Receipt second = receipt(node(), kept("1").once(new IdempotencyKey("k é", "c1", "another reply")));
        Receipt other = receipt(node(), kept("2").once(key("k2", "c1")));

        assertThat(first.repeated()).isFalse();
        assertThat(first.reply()).isEqualTo("reply to c1");
        assertThat(second).isEqualTo(new Receipt(first.position(), true, "reply to c1"));
        assertThat(other.repeated()).isFalse();
        assertThat(RecordingListener.data(listener.await(2))).containsExactly("1", "2");
        assertThat(data(all(subscriber))).containsExactly("1", "2");
    }

    @Test
    void whatIsSentAgainIsPublishedOnceThoughThereIsNoHistory() {
        Store subscriber = node();
        RecordingListener listener = RecordingListener.on(subscriber);
        join(subscriber.broker().subscribe(CHAT));

        Receipt first = receipt(node(), publication(CHAT, "1").once(key("k", "c1")));
        Receipt second = receipt(node(), publication(CHAT, "1").once(key("k", "c1")));
        publish(node(), publication(CHAT, "2"));

        assertThat(first).isEqualTo(new Receipt(StreamPosition.NONE, false, "reply to c1"));
        assertThat(second).isEqualTo(new Receipt(StreamPosition.NONE, true, "reply to c1"));
        assertThat(RecordingListener.data(listener.await(2))).containsExactly("1", "2");
    }

    @Test
    void aKeyThatStandsForSomethingElseIsRefused() {
        Store node = node();
        StreamPosition first = publish(node, kept("1").once(key("k", "c1")));

        PublishResult result = join(node().broker().publish(List.of(kept("2").once(key("k", "c2")))));

        assertThat(result).isInstanceOfSatisfying(KeyTaken.class, taken -> {
            assertThat(taken.index()).isZero();
            assertThat(taken.position()).isEqualTo(first);
        });
        assertThat(data(all(node))).containsExactly("1");
    }

    @Test
    void ofSeveralNothingIsPublishedIfOneKeyStandsForSomethingElse() {
        Store node = node();
        publish(node, kept("1").once(key("k", "c1")));
        ChannelKey other = channel("other");

        PublishResult result = join(node.broker().publish(List.of(kept(other, "2", 10),
                kept(other, "3", 10).once(key("k", "c1")), kept("4").once(key("k", "c2")))));

        assertThat(result).isInstanceOfSatisfying(KeyTaken.class, taken -> assertThat(taken.index()).isEqualTo(2));
        assertThat(data(all(node))).containsExactly("1");
        assertThat(join(node.history().read(other, oldest(StreamPosition.NONE, 10))).entries()).isEmpty();
    }

    @Test
    void aCallThatWasHalfDoneIsCompletedWhenItIsSentAgain() {
        Store node = node();
        ChannelKey other = channel("other");
        publish(node, kept("1").once(key("k", "c1")));

        List<Receipt> receipts = receipts(join(node.broker().publish(
                List.of(kept("1").once(key("k", "c1")), kept(other, "1", 10).once(key("k", "c1"))))));

        assertThat(receipts).extracting(Receipt::repeated).containsExactly(true, false);
        assertThat(data(all(node))).containsExactly("1");
    }

    @Test
    void manyWhoSendTheSameAtOncePublishItOnce() {
        Store subscriber = node();
        RecordingListener listener = RecordingListener.on(subscriber);
        join(subscriber.broker().subscribe(CHAT));
        List<Store> nodes = List.of(node(), node());

        Crowd.run(8, number -> {
            for (int i = 0; i < 50; i++) {
                join(nodes.get(number % 2).broker().publish(List.of(kept("" + i).once(key("k" + i, "c")))));
            }
        });

        publish(subscriber, kept("last"));
        assertThat(RecordingListener.data(listener.await(CHAT, "last"))).hasSize(51).doesNotHaveDuplicates();
    }
}
