package dev.anemone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.awaitility.Awaitility.await;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelMessage;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.Publication;
import dev.anemone.model.SocketId;
import dev.anemone.model.StreamPosition;
import dev.anemone.model.UserId;
import dev.anemone.store.PublishResult.Receipt;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// What every [Broker] promises.
public abstract class BrokerContract extends StoreContract {
    private static final ChannelKey CHAT = channel("chat");
    private static final ChannelKey NEWS = channel("news");

    @Test
    void everyNodeWithASubscriberHearsAPublicationThePublisherIncluded() {
        Store publisher = node();
        Store other = node();
        RecordingListener here = RecordingListener.on(publisher);
        RecordingListener there = RecordingListener.on(other);
        join(publisher.broker().subscribe(CHAT));
        join(other.broker().subscribe(CHAT));

        Publication hello = publication(CHAT, "hello");
        join(publisher.broker().publish(List.of(hello)));

        assertThat(here.await(1)).containsExactly(hello);
        assertThat(there.await(1)).containsExactly(hello);
    }

    @Test
    void aPublicationArrivesAsItWasPublished() {
        Store node = node();
        RecordingListener inbox = RecordingListener.on(node);
        ChannelKey room = channel("presence-room_1-=@,.;");
        join(node.broker().subscribe(room));

        byte[] token = "\"{\\\"a\\\":\\\"\\u00e9\\/ é 漢 😀\\\\n\\\"}\"".getBytes(StandardCharsets.UTF_8);
        var publications = List.of(
                new Publication(room, new EventName("App\\Events\\\"Größe\" 😀"), EventData.ofToken(token),
                        new SocketId("131160.155806628"), new UserId("user é/😀")),
                new Publication(room, new EventName("e"), EventData.ofToken(token), new SocketId("1.2"), null),
                new Publication(room, new EventName("e"), EventData.ofToken(token), null, new UserId("u")),
                new Publication(room, new EventName("e"), EventData.ofString("")));
        join(node.broker().publish(publications));

        assertThat(inbox.await(4)).isEqualTo(publications);
        assertThat(((Publication) inbox.heard().getFirst()).data().token()).isEqualTo(token);
    }

    @Test
    void aPublicationOfAMebibyteArrivesWhole() {
        Store node = node();
        RecordingListener inbox = RecordingListener.on(node);
        join(node.broker().subscribe(CHAT));

        Publication large = publication(CHAT, "x".repeat(1 << 20));
        join(node.broker().publish(List.of(large)));

        assertThat(inbox.await(1)).containsExactly(large);
    }

    @Test
    void aNodeHearsOnlyChannelsItSubscribedTo() {
        Store node = node();
        RecordingListener inbox = RecordingListener.on(node);
        var sameNameElsewhere = new ChannelKey(OTHER_APP, CHAT.channel());
        join(node.broker().subscribe(CHAT));

        join(
                node.broker()
                        .publish(
                                List.of(
                                        publication(NEWS, "unheard"),
                                        publication(sameNameElsewhere, "unheard"),
                                        publication(CHAT, "heard"))));
        join(node.broker().publish(List.of(publication(CHAT, "last"))));

        assertThat(RecordingListener.data(inbox.await(CHAT, "last"))).containsExactly("heard", "last");
    }

    @Test
    void aSubscribedNodeHearsEachPublicationOnceHoweverOftenItSubscribed() {
        Store node = node();
        RecordingListener inbox = RecordingListener.on(node);
        join(node.broker().subscribe(CHAT));
        join(node.broker().subscribe(CHAT));

        join(node.broker().publish(List.of(publication(CHAT, "one"))));
        join(node.broker().publish(List.of(publication(CHAT, "two"))));

        assertThat(RecordingListener.data(inbox.await(CHAT, "two"))).containsExactly("one", "two");
    }

    @Test
    void unsubscribingOnceStopsDeliveryHoweverOftenTheNodeSubscribed() {
        Store node = node();
        RecordingListener inbox = RecordingListener.on(node);
        join(node.broker().subscribe(CHAT));
        join(node.broker().subscribe(CHAT));
        join(node.broker().subscribe(NEWS));

        node.broker().unsubscribe(CHAT);

        var round = new AtomicInteger();
        await().untilAsserted(() -> { // Those under way may still arrive, so the first rounds do not count.
            String data = "round " + round.incrementAndGet();
            join(node.broker().publish(List.of(publication(CHAT, data), publication(NEWS, data))));
            inbox.await(NEWS, data);
            assertThat(RecordingListener.data(inbox.heard(CHAT))).doesNotContain(data);
        });
        node.broker().unsubscribe(CHAT);
    }

    @Test
    void subscribeAndUnsubscribeTakeEffectInTheOrderOfTheirCalls() {
        Store node = node();
        RecordingListener inbox = RecordingListener.on(node);
        for (int i = 0; i < 50; i++) {
            node.broker().subscribe(CHAT);
            node.broker().unsubscribe(CHAT);
        }
        join(node.broker().subscribe(CHAT));

        join(node.broker().publish(List.of(publication(CHAT, "after all"))));

        assertThat(RecordingListener.data(inbox.await(1))).containsExactly("after all");
    }

    @Test
    void whoSubscribesAgainHearsAgain() {
        Store node = node();
        RecordingListener inbox = RecordingListener.on(node);
        join(node.broker().subscribe(CHAT));
        join(node.broker().publish(List.of(publication(CHAT, "first life"))));
        inbox.await(1);
        node.broker().unsubscribe(CHAT);
        join(node.broker().subscribe(CHAT));

        join(node.broker().publish(List.of(publication(CHAT, "second life"))));

        assertThat(RecordingListener.data(inbox.await(2))).containsExactly("first life", "second life");
    }

    @Test
    void thePublicationsOfOneCallArriveInTheirOrder() {
        Store publisher = node();
        Store subscriber = node();
        RecordingListener inbox = RecordingListener.on(subscriber);
        join(subscriber.broker().subscribe(CHAT));
        join(subscriber.broker().subscribe(NEWS));

        var publications = new ArrayList<Publication>();
        for (int i = 0; i < 100; i++) {
            publications.add(publication(i % 3 == 0 ? NEWS : CHAT, "" + i));
        }
        join(publisher.broker().publish(publications));

        inbox.await(100);
        for (ChannelKey channel : List.of(CHAT, NEWS)) {
            assertThat(inbox.heard(channel))
                    .isEqualTo(publications.stream().filter(p -> p.channel().equals(channel)).toList());
        }
    }

    @Test
    void aCallerThatWaitsSeesItsOwnOrderOnWhicheverNodeItPublishes() {
        Store one = node();
        Store two = node();
        RecordingListener inbox = RecordingListener.on(two);
        join(two.broker().subscribe(CHAT));

        var expected = new ArrayList<String>();
        for (int i = 0; i < 200; i++) {
            expected.add("" + i);
            join((i % 2 == 0 ? one : two).broker().publish(List.of(publication(CHAT, "" + i))));
        }

        assertThat(RecordingListener.data(inbox.await(200))).isEqualTo(expected);
    }

    @Test
    void allNodesHearConcurrentPublishersInTheSameOrder() {
        int publishers = 6;
        int each = 1_500;
        List<ChannelKey> channels = List.of(CHAT, NEWS, channel("private-a"), channel("presence-b"));
        List<Store> nodes = List.of(node(), node(), node());
        var inboxes = new ArrayList<RecordingListener>();
        for (Store node : nodes) {
            inboxes.add(RecordingListener.dawdlingOn(node));
            channels.forEach(channel -> join(node.broker().subscribe(channel)));
        }

        Crowd.run(publishers, number -> {
            var random = new SplittableRandom(number);
            for (int i = 0; i < each; i++) {
                ChannelKey channel = channels.get(random.nextInt(channels.size()));
                join(
                        nodes.get(random.nextInt(nodes.size()))
                                .broker()
                                .publish(List.of(publication(channel, number + ":" + i))));
            }
        });

        inboxes.forEach(inbox -> inbox.await(publishers * each));
        for (ChannelKey channel : channels) {
            List<ChannelMessage> order = inboxes.getFirst().heard(channel);
            for (RecordingListener inbox : inboxes) {
                assertThat(inbox.heard(channel)).isEqualTo(order);
            }
            for (int publisher = 0; publisher < publishers; publisher++) {
                assertThat(sequenceOf(publisher, order)).isSorted().doesNotHaveDuplicates();
            }
        }
        assertThat(inboxes.getFirst().heard()).hasSize(publishers * each);
    }

    private static List<Integer> sequenceOf(int publisher, List<ChannelMessage> messages) {
        String prefix = publisher + ":";
        return RecordingListener.data(messages)
                .stream()
                .filter(data -> data.startsWith(prefix))
                .map(data -> Integer.valueOf(data.substring(prefix.length())))
                .toList();
    }

    @Test
    void channelsWithoutHistoryHaveNoPositions() {
        Broker broker = node().broker();

        assertThat(receipts(join(broker.publish(List.of(publication(CHAT, "b"), publication(NEWS, "c"))))))
                .containsExactly(Receipt.at(StreamPosition.NONE), Receipt.at(StreamPosition.NONE));
        assertThat(receipts(join(broker.publish(List.of())))).isEmpty();
    }

    @Test
    void aListenerThatFailsMissesNothingElseAndHarmsNoOtherNode() {
        Store broken = node();
        Store sound = node();
        var survived = new RecordingListener();
        broken.broker().listen(message -> {
            survived.received(message);
            if (RecordingListener.data(List.of(message)).contains("poison")) {
                throw new IllegalStateException("This listener fails on purpose.");
            }
        });
        RecordingListener inbox = RecordingListener.on(sound);
        join(broken.broker().subscribe(CHAT));
        join(sound.broker().subscribe(CHAT));

        join(sound.broker().publish(List.of(publication(CHAT, "poison"))));
        join(sound.broker().publish(List.of(publication(CHAT, "food"))));

        assertThat(RecordingListener.data(survived.await(2))).containsExactly("poison", "food");
        assertThat(RecordingListener.data(inbox.await(2))).containsExactly("poison", "food");
    }

    @Test
    void aNodeHasOneListener() {
        Broker broker = node().broker();
        broker.listen(new RecordingListener());

        assertThatIllegalStateException().isThrownBy(() -> broker.listen(new RecordingListener()));
    }

    @Test
    void aNodeListensBeforeItSubscribes() {
        Broker broker = node().broker();

        assertThatIllegalStateException().isThrownBy(() -> broker.subscribe(new ChannelKey(APP, new ChannelName("a"))));
    }
}
