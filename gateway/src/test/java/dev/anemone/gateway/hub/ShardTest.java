package dev.anemone.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.StreamPosition;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardTest extends ShardTestbed {
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
