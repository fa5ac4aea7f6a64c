package dev.anemone.gateway.hub;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.protocol.Frame;
import dev.anemone.gateway.protocol.MessageEncoder;
import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.HistoryGap;
import dev.anemone.model.Member;
import dev.anemone.model.MemberAdded;
import dev.anemone.model.MemberRemoved;
import dev.anemone.model.Publication;
import dev.anemone.model.SocketId;
import dev.anemone.model.StreamPosition;
import dev.anemone.model.UserId;
import dev.anemone.store.Crowd;
import dev.anemone.store.StoreUnavailableException;
import dev.anemone.store.memory.MemoryStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class HubTest {
    private static final CountPacing PACING = new CountPacing(100, Duration.ofSeconds(5));
    private static final ChannelKey A = new ChannelKey(new AppId("1"), new ChannelName("presence-a"));
    private static final ChannelKey B = new ChannelKey(new AppId("2"), new ChannelName("presence-a"));

    private final RecordingBroker broker = new RecordingBroker();
    private final Hub hub = Hub.listeningTo(broker, broker, PACING, 1_000);
    private final FakeLoop loop = new FakeLoop();
    private final Shard shard = hub.addShard(loop);
    private final FakeLoop otherLoop = new FakeLoop();
    private final Shard otherShard = hub.addShard(otherLoop);

    private static Publication publication(ChannelKey channel, String data) {
        return new Publication(channel, new EventName("e"), EventData.ofString(data));
    }

    @Test
    void theFirstHoldSubscribesAndTheLastReleaseUnsubscribes() {
        CompletionStage<Void> first = hub.hold(A, shard);
        CompletionStage<Void> second = hub.hold(A, otherShard);
        hub.hold(A, shard);
        assertThat(second).isSameAs(first);
        assertThat(broker.takeCalls()).containsExactly("subscribe 1/presence-a");

        hub.release(A, shard);
        hub.release(A, shard);
        assertThat(broker.takeCalls()).isEmpty();
        hub.release(A, otherShard);
        assertThat(broker.takeCalls()).containsExactly("unsubscribe 1/presence-a");
        assertThat(hub.channels()).isZero();

        hub.hold(A, shard);
        assertThat(broker.takeCalls()).containsExactly("subscribe 1/presence-a");
    }

    @Test
    void aSearchFindsChannelsByTheShardsThatHearThem() {
        hub.hold(A, shard);
        hub.hold(A, otherShard);
        hub.hold(B, otherShard);

        assertThat(hub.search(A::equals)).isEqualTo(Map.of(shard, List.of(A), otherShard, List.of(A)));
        assertThat(hub.search(B::equals)).isEqualTo(Map.of(otherShard, List.of(B)));
        hub.release(A, shard);
        assertThat(hub.search(A::equals)).isEqualTo(Map.of(otherShard, List.of(A)));
        assertThat(hub.search(_ -> false)).isEmpty();
    }

    @Test
    void appsAreApart() {
        hub.hold(A, shard);
        hub.hold(B, shard);
        hub.release(A, shard);

        assertThat(broker.takeCalls()).containsExactly("subscribe 1/presence-a", "subscribe 2/presence-a",
                "unsubscribe 1/presence-a");
    }

    @Test
    void everyHolderLearnsWhenTheChannelFlows() {
        CompletionStage<Void> first = hub.hold(A, shard);
        assertThat(first).isNotCompleted();

        broker.flow(A).complete(null);

        assertThat(first).isCompleted();
        assertThat(hub.hold(A, otherShard)).isCompleted();
    }

    @Test
    void aChannelThatCannotFlowIsTriedAgainOnceItIsReleased() {
        CompletionStage<Void> first = hub.hold(A, shard);
        broker.flow(A).completeExceptionally(new StoreUnavailableException("gone", null));
        assertThat(first).isCompletedExceptionally();

        hub.release(A, shard);
        CompletionStage<Void> second = hub.hold(A, shard);
        broker.flow(A).complete(null);

        assertThat(second).isCompleted();
        assertThat(broker.takeCalls()).containsExactly("subscribe 1/presence-a", "unsubscribe 1/presence-a",
                "subscribe 1/presence-a");
    }

    @Test
    void subscriptionsAreCountedForTheWholeNode() {
        hub.hold(A, shard);
        hub.hold(A, otherShard);
        broker.takeCalls();

        hub.count(A, +1);
        hub.count(A, +1);
        assertThat(hub.subscriptions()).isEqualTo(2);
        hub.count(A, -1);
        hub.count(A, -1);
        hub.count(B, +1); // Nobody holds it.

        assertThat(broker.takeCalls()).containsExactly("report 1/presence-a 1", "report 1/presence-a 2",
                "report 1/presence-a 1", "report 1/presence-a 0");
        assertThat(hub.subscriptions()).isZero();
    }

    @Test
    void onlyThreadsWithAHolderAreDisturbed() {
        hub.hold(A, shard);

        broker.listener().received(publication(A, "x"));
        broker.listener().received(publication(B, "x"));
        assertThat(loop.tasks()).isEqualTo(1);
        assertThat(otherLoop.tasks()).isZero();

        hub.hold(A, otherShard);
        hub.release(A, shard);
        loop.run();
        broker.listener().received(publication(A, "x"));
        assertThat(loop.tasks()).isZero();
        assertThat(otherLoop.tasks()).isEqualTo(1);
    }

    @Test
    void aMessageIsEncodedOnceForAllThreads() {
        var one = subscriber("1.1", shard);
        var other = subscriber("2.1", otherShard);

        broker.listener().received(publication(A, "x"));
        loop.run();
        otherLoop.run();

        assertThat(one.frames.getLast()).isSameAs(other.frames.getLast());
        assertThat(hub.delivered()).isEqualTo(2);
    }

    @Test
    void everyKindOfMessageIsSaidInItsOwnWay() {
        var subscriber = subscriber("1.1", shard);
        var member = new Member(new UserId("22"), "{\"n\":1}");
        var publication = new Publication(A, new EventName("e"), EventData.ofString("x"), new SocketId("5.5"),
                new UserId("u"));

        broker.listener().received(publication);
        broker.listener().received(new MemberAdded(A, member, new SocketId("3.3"), 1));
        broker.listener().received(new MemberAdded(A, member, new SocketId("1.1"), 2));
        broker.listener().received(new MemberAdded(A, member, new SocketId("3.3"), 2, 1)); // Was there before.
        broker.listener().received(new MemberRemoved(A, member.id(), 3));
        broker.listener().received(new Publication(A, new EventName("e"), EventData.ofString("y"),
                new SocketId("1.1"), null));
        loop.run();

        assertThat(subscriber.frames.stream().map(Object::toString))
                .containsExactly("{\"event\":\"pusher:pong\",\"data\":\"{}\"}",
                        MessageEncoder.publication(publication).json(),
                        MessageEncoder.memberAdded(A.channel(), member).json(),
                        MessageEncoder.memberRemoved(A.channel(), member.id()).json());
    }

    @Test
    void onlyThoseWhoKnowOfPlacesHearOfGaps() {
        var stock = subscriber("1.1", shard);
        var ours = subscriber(new Listening(new SocketId("1.2"), true), shard);
        var gap = new HistoryGap(A, new StreamPosition("x-0", 7, "a"), new StreamPosition("x-1", 9, "b"));

        broker.listener().received(gap);
        broker.listener().received(publication(A, "x"));
        loop.run();

        assertThat(stock.frames).hasSize(2);
        assertThat(ours.frames).hasSize(3);
        assertThat(ours.frames.get(1).json()).isEqualTo("{\"event\":\"anemone:gap\",\"channel\":\"" + A.channel()
                + "\",\"data\":\"{\\\"from\\\":\\\"x-0.7.a\\\",\\\"to\\\":\\\"x-1.9.b\\\"}\"}");
        assertThat(ours.frames.get(1).position()).isEqualTo(gap.to());
    }

    @Test
    void whoWasShownWhatCameAfterAGapDoesNotHearOfIt() {
        var late = new Listening(new SocketId("1.1"), true);
        hub.hold(A, shard);
        Subscription subscription = shard.subscribe(shard.register(late), A);
        var place = new StreamPosition("x-1", 9, "b");
        broker.listener().received(new HistoryGap(A, new StreamPosition("x-0", 7, "a"), place));
        loop.run();

        shard.activate(subscription, List.of(MessageEncoder.PONG), 0, new StreamPosition("x-1", 10, "c"));
        broker.listener().received(new HistoryGap(A, place, new StreamPosition("x-1", 12, "d")));
        loop.run();

        assertThat(late.frames).hasSize(2).last()
                .satisfies(frame -> assertThat(frame.position().offset()).isEqualTo(12));
    }

    private Listening subscriber(String id, Shard shard) {
        return subscriber(new Listening(new SocketId(id), false), shard);
    }

    private Listening subscriber(Listening subscriber, Shard shard) {
        hub.hold(A, shard);
        Registration registration = shard.register(subscriber);
        shard.activate(shard.subscribe(registration, A), List.of(MessageEncoder.PONG), 0, StreamPosition.NONE);
        return subscriber;
    }

    /// Keeps the frames themselves.
    private static final class Listening implements Subscriber {
        private final SocketId id;
        private final boolean knowsPlaces;
        private final List<Frame> frames = new ArrayList<>();

        Listening(SocketId id, boolean knowsPlaces) {
            this.id = id;
            this.knowsPlaces = knowsPlaces;
        }

        @Override
        public boolean knowsPlaces() {
            return knowsPlaces;
        }

        @Override
        public SocketId socketId() {
            return id;
        }

        @Override
        public void deliver(Batch batch) {
            frames.addAll(batch.frames());
        }

        @Override
        public void enqueue(Frame frame) {
            frames.add(frame);
        }

        @Override
        public void overflow() {
            throw new AssertionError("Nothing is held");
        }

        @Override
        public void flush() {}
    }

    @Test
    void holdsFromManyThreadsLeaveNothingBehind() {
        var store = MemoryStore.create(List.of());
        Hub shared = Hub.listeningTo(store.broker(), store.occupancy(), PACING, 1_000);
        List<Shard> shards = List.of(shared.addShard(new FakeLoop()), shared.addShard(new FakeLoop()),
                shared.addShard(new FakeLoop()), shared.addShard(new FakeLoop()));

        Crowd.run(4, number -> {
            for (int i = 0; i < 20_000; i++) {
                shared.hold(A, shards.get(number));
                shared.count(A, +1);
                shared.count(A, -1);
                shared.release(A, shards.get(number));
            }
        });

        assertThat(shared.channels()).isZero();
        assertThat(shared.subscriptions()).isZero();
        assertThat(store.occupancy().subscriptions(List.of(A))).isCompletedWithValue(List.of(0));
    }
}
