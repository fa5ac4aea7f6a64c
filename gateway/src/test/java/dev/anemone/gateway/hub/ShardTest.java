package dev.anemone.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.protocol.Frame;
import dev.anemone.gateway.protocol.FrameDeflater;
import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.SocketId;
import dev.anemone.model.StreamPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ShardTest {
    private static final int MAX_HELD_BYTES = 1_000;
    private static final ChannelKey A = key("a");
    private static final ChannelKey B = key("b");

    private final FakeLoop loop = new FakeLoop();
    private final LongAdder delivered = new LongAdder();
    private final Shard shard = new Shard(0, loop, new CountPacing(100, Duration.ofSeconds(5)), MAX_HELD_BYTES,
            delivered);
    private int ids;

    private static ChannelKey key(String channel) {
        return new ChannelKey(new AppId("1"), new ChannelName(channel));
    }

    /// A subscriber with its registration and subscriptions, named by its channels.
    private final class Client {
        final RecordingSubscriber subscriber;
        final Registration registration;

        Client(RecordingSubscriber subscriber) {
            this.subscriber = subscriber;
            this.registration = shard.register(subscriber);
        }

        Client() {
            this(new RecordingSubscriber(++ids + ".1", shard));
        }

        Subscription enter(ChannelKey channel) {
            return shard.subscribe(registration, channel);
        }

        Subscription join(ChannelKey channel) {
            Subscription subscription = enter(channel);
            shard.activate(subscription, List.of(Frames.named("in " + channel.channel())), 0, StreamPosition.NONE);
            return subscription;
        }

        /// What was heard so far but for the acknowledgements.
        List<String> events() {
            return heard().stream().filter(name -> !name.startsWith("in ")).toList();
        }

        List<String> heard() {
            loop.run();
            return subscriber.heard();
        }
    }

    private void count(int subscriptions) {
        shard.offer(new Delivery(A, Frames.named("count " + subscriptions), null, 0, 0, StreamPosition.NONE,
                false, subscriptions));
        loop.run();
    }

    @Test
    void aCountThatWaitsIsNotToldToWhoeverComesAfterTheLastHasLeft() {
        var first = new Client();
        Subscription subscription = first.join(A);
        count(150);
        count(149);
        assertThat(first.events()).containsExactly("count 150");
        shard.unsubscribe(subscription);
        var second = new Client();
        second.join(A);
        count(1);
        loop.advance(Duration.ofSeconds(5));

        assertThat(second.events()).containsExactly("count 1");
    }

    private void publish(ChannelKey channel, String name) {
        publish(channel, Frames.named(name), null);
    }

    private void publish(ChannelKey channel, Frame frame, @Nullable SocketId except) {
        shard.offer(Delivery.members(channel, frame, except, 0));
    }

    private void change(ChannelKey channel, String name, long version, @Nullable SocketId except) {
        shard.offer(Delivery.members(channel, Frames.named(name), except, version));
    }

    @Test
    void theWardensOfAChannelAreThoseOfAllWhoAreInIt() {
        var reviewed = new ArrayList<String>();
        for (String name : List.of("sole", "mixed", "entering", "elsewhere")) {
            Registration registration = shard.register(new RecordingSubscriber(++ids + ".1", shard),
                    channel -> reviewed.add(name + " " + channel.channel()));
            Subscription subscription = shard.subscribe(registration, name.equals("elsewhere") ? B : A);
            if (!name.equals("entering")) {
                shard.activate(subscription, List.of(Frames.named("in")), 0, StreamPosition.NONE);
            }
            if (name.equals("mixed")) {
                shard.subscribe(registration, B);
            }
        }
        shard.wardens(A).forEach(warden -> warden.review(A));

        assertThat(reviewed).containsExactlyInAnyOrder("sole a", "mixed a", "entering a");
        assertThat(shard.wardens(key("c"))).isEmpty();
    }

    @Test
    void aMessageReachesItsChannelAndNoOther() {
        var inA = new Client();
        var inB = new Client();
        var inBoth = new Client();
        inA.join(A);
        inB.join(B);
        inBoth.join(A);
        inBoth.join(B);

        publish(A, "1");
        publish(B, "2");
        publish(new ChannelKey(new AppId("2"), A.channel()), "other app");
        publish(key("c"), "nobody's");

        assertThat(inA.heard()).containsExactly("in a", "1");
        assertThat(inB.heard()).containsExactly("in b", "2");
        assertThat(inBoth.heard()).containsExactly("in a", "in b", "1", "2");
        assertThat(delivered.sum()).isEqualTo(4);
    }

    @Test
    void aTurnIsOneWriteForEachSubscriber() {
        var exclusive = new Client();
        var mixed = new Client();
        exclusive.join(A);
        mixed.join(A);
        mixed.join(B);
        loop.run();
        int writesBefore = exclusive.subscriber.writes() + mixed.subscriber.writes();

        IntStream.range(0, 1_000).forEach(i -> publish(i % 2 == 0 ? A : B, "m" + i));

        assertThat(exclusive.events()).hasSize(500);
        assertThat(mixed.events()).hasSize(1_000);
        assertThat(exclusive.subscriber.writes() + mixed.subscriber.writes() - writesBefore).isEqualTo(2);
    }

    @Test
    void manyMessagesWakeTheLoopOnce() {
        new Client().join(A);
        loop.run();

        IntStream.range(0, 100).forEach(i -> publish(A, "m" + i));

        assertThat(loop.tasks()).isEqualTo(1);
    }

    @Test
    void aSubscriberOfManyChannelsHearsThemInTheOrderTheyCame() { // PC-250
        var client = new Client();
        client.join(A);
        client.join(B);

        publish(A, "a1");
        publish(B, "b1");
        publish(A, "a2");
        publish(B, "b2");

        assertThat(client.events()).containsExactly("a1", "b1", "a2", "b2");
    }

    @Test
    void aSecondChannelMixesTheFirst() {
        var client = new Client();
        client.join(A);
        publish(A, "a1");
        loop.run();

        Subscription second = client.join(B);
        publish(A, "a2");
        publish(B, "b1");
        publish(A, "a3");
        loop.run();
        shard.unsubscribe(second);
        publish(A, "a4");
        publish(B, "unheard");
        publish(A, "a5");

        assertThat(client.events()).containsExactly("a1", "a2", "b1", "a3", "a4", "a5");
    }

    @Test
    void whoLeavesEverythingStartsAnew() {
        var client = new Client();
        Subscription first = client.join(A);
        Subscription second = client.join(B);
        shard.unsubscribe(first);
        shard.unsubscribe(second);
        client.join(B);
        int writes = client.heard().size();

        publish(B, "b1");
        publish(B, "b2");

        assertThat(client.heard().subList(writes, writes + 2)).containsExactly("b1", "b2");
    }

    @Test
    void aReplyKeepsItsPlaceAmongBroadcasts() { // PC-250
        for (boolean mixed : new boolean[]{false, true}) {
            var client = new Client();
            client.join(A);
            if (mixed) {
                client.join(B);
            }
            publish(A, "before");
            loop.run();
            client.subscriber.enqueue(Frames.named("reply"));
            publish(A, "after");
            client.subscriber.enqueue(Frames.named("second reply"));

            assertThat(client.events()).containsExactly("before", "reply", "second reply", "after");
        }
    }

    @Test
    void nothingOlderThanASubscriptionFollowsItsAcknowledgement() {
        var other = new Client();
        other.join(A);
        publish(A, "old");

        var client = new Client();
        Subscription subscription = client.enter(A);
        publish(A, "new");
        shard.activate(subscription, List.of(Frames.named("in a")), 0, StreamPosition.NONE);
        publish(A, "newer");

        assertThat(client.heard()).containsExactly("in a", "new", "newer");
        assertThat(other.events()).containsExactly("old", "new", "newer");
    }

    @Test
    void nothingOlderFollowsHoweverMuchIsWaiting() {
        var other = new Client();
        other.join(A);
        IntStream.range(0, 30_000).forEach(i -> publish(A, "old"));

        var client = new Client();
        client.join(A);
        publish(A, "new");

        assertThat(client.heard()).containsExactly("in a", "new");
        assertThat(other.events()).hasSize(30_001).endsWith("old", "new");
    }

    @Test
    void whatArrivesBeforeTheAcknowledgementIsHeldBehindIt() {
        var client = new Client();
        client.join(B);
        Subscription subscription = client.enter(A);

        publish(A, "a1");
        publish(B, "b1");
        publish(A, "a2");
        assertThat(client.heard()).containsExactly("in b", "b1");
        publish(A, "a3");

        shard.activate(subscription, List.of(Frames.named("in a")), 0, StreamPosition.NONE);
        publish(A, "a4");

        assertThat(client.heard()).containsExactly("in b", "b1", "in a", "a1", "a2", "a3", "a4");
        assertThat(delivered.sum()).as("held ones count when they are handed over").isEqualTo(5);
    }

    @Test
    void whoLeavesWhileHeldHearsNothing() {
        var client = new Client();
        Subscription subscription = client.enter(A);
        publish(A, "a1");
        loop.run();

        shard.unsubscribe(subscription);
        publish(A, "a2");

        assertThat(client.heard()).isEmpty();
        assertThat(delivered.sum()).isZero();
    }

    @Test
    void whatIsHeldIsBounded() {
        var client = new Client();
        client.enter(A);
        var other = new Client();
        other.join(A);
        publish(A, Frames.named("1", MAX_HELD_BYTES / 2), null);
        publish(A, Frames.named("2", MAX_HELD_BYTES / 2), null);
        loop.run();
        assertThat(client.subscriber.overflows()).isZero();

        publish(A, "one too many");
        publish(A, "and another");
        loop.run();

        assertThat(client.subscriber.overflows()).isEqualTo(1);
        assertThat(other.events()).containsExactly("1", "2", "one too many", "and another");
    }

    @Test
    void nothingIsHeldForWhoIsGone() {
        var client = new Client();
        Subscription subscription = client.enter(A);
        shard.deregister(client.registration);

        publish(A, Frames.named("large", 2 * MAX_HELD_BYTES), null);
        loop.run();

        assertThat(client.subscriber.overflows()).isZero();
        shard.unsubscribe(subscription);
        assertThat(client.heard()).isEmpty();
    }

    /// Redis came back empty, and its nodes write their members again.
    @Test
    void aMemberWhoWasThereBeforeIsToldToThoseAloneWhoseListIsNewer() {
        var before = new Client();
        var beforeElsewhereToo = new Client();
        beforeElsewhereToo.join(B);
        var since = new Client();
        var held = new Client();
        shard.activate(before.enter(A), List.of(Frames.named("in a")), 7, StreamPosition.NONE);
        shard.activate(beforeElsewhereToo.enter(A), List.of(Frames.named("in a")), 9, StreamPosition.NONE);
        shard.activate(since.enter(A), List.of(Frames.named("in a")), 11, StreamPosition.NONE);
        Subscription waiting = held.enter(A);

        shard.offer(Delivery.members(A, Frames.named("ann, again"), null, 12, 10));
        change(A, "bob", 13, null);
        loop.run();
        shard.activate(waiting, List.of(Frames.named("in a")), 10, StreamPosition.NONE);

        assertThat(before.events()).containsExactly("bob");
        assertThat(beforeElsewhereToo.events()).containsExactly("bob");
        assertThat(since.events()).containsExactly("ann, again", "bob");
        assertThat(held.events()).containsExactly("ann, again", "bob");
    }

    @Test
    void thePublisherIsLeftOut() {
        var publisher = new Client();
        var mixedPublisher = new Client();
        var listener = new Client();
        publisher.join(A);
        mixedPublisher.join(A);
        mixedPublisher.join(B);
        listener.join(A);

        publish(A, "all 1");
        publish(A, Frames.named("not for the first"), publisher.subscriber.socketId());
        publish(A, Frames.named("not for the second"), mixedPublisher.subscriber.socketId());
        publish(A, Frames.named("for whoever is here"), new SocketId("9.9"));
        publish(A, "all 2");

        assertThat(publisher.events())
                .containsExactly("all 1", "not for the second", "for whoever is here", "all 2");
        assertThat(mixedPublisher.events())
                .containsExactly("all 1", "not for the first", "for whoever is here", "all 2");
        assertThat(listener.events()).containsExactly("all 1", "not for the first", "not for the second",
                "for whoever is here", "all 2");
        assertThat(delivered.sum()).isEqualTo(13);
    }

    @Test
    void manyPublishersOfOneTurnAreEachLeftOut() {
        var clients = IntStream.range(0, 20).mapToObj(_ -> new Client()).toList();
        clients.forEach(client -> client.join(A));
        for (int round = 0; round < 3; round++) {
            for (int i = clients.size() - 1; i >= 0; i--) {
                publish(A, Frames.named("by " + i), clients.get(i).subscriber.socketId());
            }
        }

        for (int i = 0; i < clients.size(); i++) {
            assertThat(clients.get(i).events()).hasSize(57).doesNotContain("by " + i);
        }
    }

    @Test
    void whoNegotiatedCompressionIsLeftOutAsOthersAre() {
        var deflater = new FrameDeflater(1_000);
        var compressed = new Client(new RecordingSubscriber("100.1", shard, deflater));
        var compressedToo = new Client(new RecordingSubscriber("100.2", shard, deflater));
        var plain = new Client();
        List.of(compressed, compressedToo, plain).forEach(client -> client.join(A));

        publish(A, Frames.named("for all", 5_000), null);
        publish(A, Frames.named("not for the first", 5_000), compressed.subscriber.socketId());
        publish(A, Frames.named("not for the plain one", 5_000), plain.subscriber.socketId());
        publish(A, "short");

        assertThat(compressed.events()).containsExactly("for all", "not for the plain one", "short");
        assertThat(compressedToo.events())
                .containsExactly("for all", "not for the first", "not for the plain one", "short");
        assertThat(plain.events()).containsExactly("for all", "not for the first", "short");
    }

    @Test
    void aPublisherThatHasLeftTheChannelIsNobody() {
        var gone = new Client();
        var other = new Client();
        shard.unsubscribe(gone.join(A));
        other.join(A);

        publish(A, Frames.named("m"), gone.subscriber.socketId());

        assertThat(other.events()).containsExactly("m");
        assertThat(gone.events()).isEmpty();
    }

    @Test
    void changesOfMembersThatTheListShowsAreNotRepeated() {
        var client = new Client();
        var mixed = new Client();
        Subscription subscription = client.enter(A);
        mixed.join(B);
        Subscription second = mixed.enter(A);

        change(A, "v1", 1, null);
        change(A, "v2", 2, null);
        loop.run();
        publish(A, "event");
        shard.activate(subscription, List.of(Frames.named("in a")), 1, StreamPosition.NONE);
        shard.activate(second, List.of(Frames.named("in a")), 2, StreamPosition.NONE);
        change(A, "v2 again", 2, null);
        change(A, "v3", 3, null);

        assertThat(client.heard()).containsExactly("in a", "v2", "event", "v2 again", "v3");
        assertThat(mixed.heard()).containsExactly("in b", "in a", "event", "v3");
    }

    @Test
    void theMemberWhoJoinedDoesNotHearOfItself() {
        var joining = new Client();
        var other = new Client();
        other.join(A);
        Subscription subscription = joining.enter(A);

        change(A, "joined", 7, joining.subscriber.socketId());
        loop.run();
        shard.activate(subscription, List.of(Frames.named("in a")), 6, StreamPosition.NONE);
        change(A, "joined again", 8, joining.subscriber.socketId());

        assertThat(joining.heard()).containsExactly("in a");
        assertThat(other.events()).containsExactly("joined", "joined again");
    }

    private void keep(String name, String epoch, long offset) {
        shard.offer(new Delivery(A, Frames.named(name), null, 0, 0, new StreamPosition(epoch, offset, name),
                false, Delivery.NO_COUNT));
    }

    @Test
    void whatIsNoNewerThanTheEventThatWasShownIsSkippedInItsEpochAlone() {
        var client = new Client();
        Subscription subscription = client.enter(A);
        keep("old", "first", 6);
        keep("shown", "first", 7);
        loop.run();
        shard.activate(subscription, List.of(Frames.named("in a")), 0, new StreamPosition("first", 7, "shown"));

        keep("shown again", "first", 7);
        keep("next", "first", 8);
        keep("after a loss", "second", 1);
        publish(A, "not kept");

        assertThat(client.heard()).containsExactly("in a", "next", "after a loss", "not kept");
    }

    @Test
    void moreThanOneWriteCarriesLeavesInSeveral() {
        var exclusive = new Client();
        var mixed = new Client();
        exclusive.join(A);
        mixed.join(A);
        mixed.join(B);
        loop.run();
        int writes = exclusive.subscriber.writes();
        int size = Scratch.BYTES / 4;
        IntStream.range(0, 10).forEach(i -> publish(A, Frames.named("m" + i, size), null));

        List<String> all = IntStream.range(0, 10).mapToObj(i -> "m" + i).toList();
        assertThat(exclusive.events()).isEqualTo(all);
        assertThat(mixed.events()).isEqualTo(all);
        assertThat(exclusive.subscriber.writes() - writes).isEqualTo(3);
    }

    @Test
    void aFrameMayBeLargerThanWhatOneWriteCarries() {
        var client = new Client();
        var publisher = new Client();
        client.join(A);
        publisher.join(A);

        publish(A, "small");
        publish(A, Frames.named("exact", Scratch.BYTES), null);
        publish(A, Frames.named("large", Scratch.BYTES + 1), publisher.subscriber.socketId());
        publish(A, "small again");

        assertThat(client.events()).containsExactly("small", "exact", "large", "small again");
        assertThat(publisher.events()).containsExactly("small", "exact", "small again");
        assertThat(delivered.sum()).isEqualTo(7);
    }

    @Test
    void whoeverLeavesIsLeftOutAndNobodyElse() {
        var clients = new ArrayList<Client>();
        var subscriptions = new ArrayList<Subscription>();
        for (int i = 0; i < 100; i++) {
            var client = new Client();
            clients.add(client);
            subscriptions.add(client.join(A));
        }
        var gone = new ArrayList<Client>();
        for (int step = 0; !clients.isEmpty(); step++) {
            int leaver = step * 37 % clients.size(); // First, last, and anywhere between.
            gone.add(clients.remove(leaver));
            shard.unsubscribe(subscriptions.remove(leaver));
            int counted = delivered.intValue();
            publish(A, "m" + step);
            loop.run();
            assertThat(delivered.sum() - counted).isEqualTo(clients.size());
        }
        for (int i = 0; i < gone.size(); i++) {
            assertThat(gone.get(i).events()).hasSize(i);
        }
    }

    @Test
    void aSubscriberThatFailsInADeliveryStopsNobody() {
        var before = new Client();
        before.join(A);
        var subscription = new Subscription[1];
        var failing = new Client(new RecordingSubscriber("666.1", shard) {
            private boolean failed;

            @Override
            public void deliver(Batch batch) {
                if (!failed) { // As a connection does whose socket breaks: it is torn down by a task of its own.
                    failed = true;
                    loop.execute(() -> shard.unsubscribe(subscription[0]));
                }
            }
        });
        subscription[0] = failing.join(A);
        var after = new Client();
        after.join(A);

        publish(A, "1");
        loop.run();
        publish(A, "2");

        assertThat(before.events()).containsExactly("1", "2");
        assertThat(after.events()).containsExactly("1", "2");
        assertThat(failing.events()).isEmpty();
    }

    @Test
    void whatADeliveryCausesComesInTheNextTurn() {
        var echo = new Client(new RecordingSubscriber("1.1", shard) {
            @Override
            public void deliver(Batch batch) {
                super.deliver(batch);
                if (heard().contains("ping") && !heard().contains("pong")) {
                    publish(A, "pong");
                }
            }
        });
        echo.join(A);
        loop.run();

        publish(A, "ping");

        assertThat(echo.heard()).containsExactly("in a", "ping", "pong");
    }

    @Test
    void aLateLoopServesItsSocketsFirst() {
        var client = new Client();
        client.join(A);
        loop.run();

        publish(A, "1");
        loop.fallBehind();
        loop.runOne();
        assertThat(client.subscriber.heard()).containsExactly("in a");
        publish(A, "2");
        assertThat(loop.tasks()).as("the next turn is waiting already").isZero();

        assertThat(client.heard()).containsExactly("in a", "1", "2");
        assertThat(loop.turns()).isEqualTo(1);
    }

    @Test
    void ofManyMessagesNoneIsLeft() {
        var exclusive = new Client();
        var mixed = new Client();
        exclusive.join(A);
        mixed.join(A);
        mixed.join(B);

        IntStream.range(0, 30_000).forEach(i -> publish(A, "m" + i));

        assertThat(exclusive.events()).hasSize(30_000).startsWith("m0").endsWith("m29999");
        assertThat(mixed.events()).hasSize(30_000).startsWith("m0").endsWith("m29999");
    }

    @Test
    void everyoneRegisteredIsKnown() {
        var a = new Client();
        var b = new Client();
        a.join(A);
        assertThat(shard.subscribers()).containsExactlyInAnyOrder(a.subscriber, b.subscriber);

        shard.deregister(b.registration);
        assertThat(shard.subscribers()).containsExactly(a.subscriber);
    }
}
