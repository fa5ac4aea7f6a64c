package dev.anemone.store.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.AppId;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelMessage;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Member;
import dev.anemone.model.MemberAdded;
import dev.anemone.model.MemberRemoved;
import dev.anemone.model.SocketId;
import dev.anemone.model.UserId;
import dev.anemone.store.StoreUnavailableException;
import dev.anemone.store.redis.Membership.Arrival;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Users have names of one letter. `+a10` is told to all, `+a10>5` to those who were shown version 5 or a later one.
class MemberTrackTest {
    private static final ChannelKey ROOM = new ChannelKey(new AppId("1"), new ChannelName("presence-room"));
    private static final Duration SETTLING = Duration.ofSeconds(7);
    private static final long BORN = 3;

    private final FakeNode node = new FakeNode();
    private final List<String> heard = new ArrayList<>();
    private final MemberTrack track = new MemberTrack(ROOM, message -> heard.add(name(message)), node, SETTLING);

    /// Answers questions when the test says so.
    private static final class FakeNode implements MemberTrack.Node {
        private final Deque<CompletableFuture<Membership>> asked = new ArrayDeque<>();
        private final Deque<Runnable> retries = new ArrayDeque<>();
        private final Deque<Runnable> settled = new ArrayDeque<>();
        private final Deque<Runnable> arrived = new ArrayDeque<>();
        private final Deque<Runnable> onceMore = new ArrayDeque<>();

        @Override
        public CompletionStage<Membership> membership(ChannelKey channel) {
            asked.add(new CompletableFuture<>());
            return asked.getLast();
        }

        @Override
        public void later(Runnable again) {
            retries.add(again);
        }

        @Override
        public void after(Duration delay, Runnable task) {
            if (delay.equals(SETTLING)) {
                settled.add(task);
            } else if (delay.equals(MemberTrack.ON_ITS_WAY)) {
                arrived.add(task);
            } else {
                assertThat(delay).isEqualTo(MemberTrack.ONCE_MORE);
                onceMore.add(task);
            }
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }
    }

    private static String name(ChannelMessage message) {
        return switch (message) {
            case MemberAdded added -> "+" + added.member().id() + added.version()
                    + (added.since() == 0 ? "" : ">" + added.since());
            case MemberRemoved removed -> "-" + removed.user() + removed.version();
            default -> message.toString();
        };
    }

    private static Arrival arrival(String name) {
        return new Arrival(Long.parseLong(name.substring(1)), new Member(new UserId(name.substring(0, 1)), "{}"));
    }

    /// Redis says who is there: `a10` is a, since version 10.
    private void answer(long version, long born, String... arrivals) {
        node.asked.remove().complete(
                new Membership(version, born, Stream.of(arrivals).map(MemberTrackTest::arrival).toList()));
    }

    /// What was on its way when Redis was asked has come, or never will.
    private void allArrives() {
        node.arrived.remove().run();
    }

    private void comes(String user, long version) {
        track.received(new MemberAdded(ROOM, new Member(new UserId(user), "{}"), new SocketId("1.1"), version));
    }

    /// A node writes again what Redis has lost.
    private void comesAgain(String user, long version, long since) {
        track.received(new MemberAdded(ROOM, new Member(new UserId(user), "{}"), new SocketId("1.1"), version, since));
    }

    private void goes(String user, long version) {
        track.received(new MemberRemoved(ROOM, new UserId(user), version));
    }

    /// A track that knows a and b, at version 10.
    private void begin() {
        track.verify();
        answer(10, BORN, "a9", "b10");
    }

    @Test
    void changesThatFollowEachOtherAreToldAsTheyCome() {
        begin();

        comes("c", 11);
        goes("a", 12);

        assertThat(heard).containsExactly("+c11", "-a12");
        assertThat(node.asked).isEmpty();
    }

    /// Redis lost its data, and a coming with it that nobody had heard of.
    @Test
    void whoIsWrittenAgainAndWasNotKnownIsNewsToAll() {
        begin();

        comesAgain("a", 101, 100);
        comesAgain("c", 102, 100);

        assertThat(heard).containsExactly("+a101>100", "+c102");
    }

    @Test
    void changesThatComeBeforeTheMembersAreKnownAreToldAtOnce() {
        track.verify();
        comes("c", 11);
        answer(10, BORN, "a9", "b10");
        goes("c", 12);

        assertThat(heard).containsExactly("+c11", "-c12");
        assertThat(node.asked).isEmpty();
    }

    @Test
    void changesThatWereOnTheirWayWhenTheMembersWereReadAreTold() {
        begin();

        comes("b", 10);

        assertThat(heard).containsExactly("+b10");
        assertThat(node.asked).isEmpty();
    }

    @Test
    void whatAMissedChangeCameToIsTold() {
        begin();

        comes("d", 13); // 11 and 12 were missed.
        goes("d", 14);
        answer(13, BORN, "b10", "c11", "d13");
        allArrives();

        assertThat(heard).containsExactly("+d13", "-d14", "-a13", "+c11");
        assertThat(node.asked).isEmpty();
    }

    @Test
    void whatWasOnlyOnItsWayIsToldOnce() {
        begin();

        track.verify();
        answer(12, BORN, "b10", "c12");
        goes("a", 11);
        comes("c", 12);
        allArrives();

        assertThat(heard).containsExactly("-a11", "+c12");
    }

    @Test
    void whatComesTooLateIsToldOnce() {
        begin();

        track.verify();
        answer(12, BORN, "b10", "c12");
        allArrives();
        goes("a", 11);
        comes("c", 12);
        comes("d", 13);

        assertThat(heard).containsExactly("-a12", "+c12", "+d13");
        assertThat(node.asked).isEmpty();
    }

    @Test
    void theLossOfTheLastChangeIsFoundByAsking() {
        begin();

        track.verify();
        answer(11, BORN, "b10");
        allArrives();
        track.verify();
        answer(11, BORN, "b10");
        allArrives();

        assertThat(heard).containsExactly("-a11");
    }

    @Test
    void whoHasToldWhatWasMissedLooksOnceMore() {
        begin();
        track.verify();
        answer(11, BORN, "b10");
        allArrives();

        node.onceMore.remove().run();
        answer(11, BORN, "b10");
        allArrives();

        assertThat(node.onceMore).as("nothing more was missed").isEmpty();
    }

    @Test
    void anEmptyChannelMayBeginAnywhere() {
        track.verify();
        answer(0, 0);

        comes("a", 100);
        goes("a", 101);
        comes("b", 500);

        assertThat(heard).containsExactly("+a100", "-a101", "+b500");
        assertThat(node.asked).isEmpty();
    }

    @Test
    void nobodyIsSaidToHaveGoneUntilAllNodesHaveHadTheTimeToWriteAgainWhatRedisLost() {
        begin();

        track.verify();
        answer(101, 100, "b101");
        allArrives();
        assertThat(heard).as("b is known to those who were shown a list before").containsExactly("+b101>11");
        comes("c", 102);
        node.settled.remove().run();
        answer(102, 100, "b101", "c102");
        allArrives();

        assertThat(heard).containsExactly("+b101>11", "+c102", "-a102");
    }

    @Test
    void aLossIsSeenThoughNodesHaveBegunToWriteAgain() {
        begin();

        track.received(new MemberAdded(ROOM, new Member(new UserId("b"), "{}"), new SocketId("1.1"), 101, 100));
        answer(101, 100, "b101");
        allArrives();
        assertThat(heard).containsExactly("+b101>100");
        node.settled.remove().run();
        answer(101, 100, "b101");
        allArrives();

        assertThat(heard).containsExactly("+b101>100", "-a101");
    }

    @Test
    void whoLeftWhileNodesWriteAgainIsToldToHaveGone() {
        begin();
        track.verify();
        answer(101, 100, "b101");
        allArrives();

        goes("b", 102);

        assertThat(heard).last().isEqualTo("-b102");
    }

    @Test
    void aSecondLossTakesItsTimeToo() {
        begin();
        track.verify();
        answer(0, 0);
        allArrives();
        track.verify();
        answer(201, 200, "b201");
        allArrives();

        node.settled.remove().run();
        assertThat(node.asked).isEmpty();
        node.settled.remove().run();
        answer(201, 200, "b201");
        allArrives();

        assertThat(heard).containsExactly("+b201>11", "-a201");
    }

    @Test
    void aFailoverThatLostTheLastChangesIsFollowed() {
        begin();
        comes("c", 11);

        comes("d", 11); // The replica had not heard of c.
        answer(11, BORN, "a9", "b10", "d11");
        allArrives();
        comes("c", 12);

        assertThat(heard).containsExactly("+c11", "+d11", "-c11", "+c12");
    }

    @Test
    void whoWasShownToSomebodyAndWentUnheardIsToldToHaveGone() {
        begin();

        track.shown(new Membership(11, 0, List.of(arrival("a9"), arrival("b10"), arrival("c11"))));
        track.verify();
        answer(12, BORN, "a9", "b10");
        allArrives();

        assertThat(heard).containsExactly("-c12");
    }

    @Test
    void whoLeftAndCameBackIsToldToThoseWhoWereShownAListBetween() {
        begin();

        track.verify();
        answer(12, BORN, "b10", "a12");
        allArrives();

        assertThat(heard).containsExactly("+a12>10");
    }

    @Test
    void aReadThatFailsIsTriedAgain() {
        begin();
        track.verify();
        node.asked.remove().completeExceptionally(new StoreUnavailableException("away", null));

        node.retries.remove().run();
        answer(12, BORN, "a9", "b10", "c12");
        allArrives();

        assertThat(heard).containsExactly("+c12");
    }

    @Test
    void whoeverListensAgainIsToldNothingOfTheTimeBetween() {
        begin();

        track.mute(true);
        track.mute(false);
        answer(15, BORN, "c15");
        goes("c", 16);

        assertThat(heard).containsExactly("-c16");
    }

    /// Users come and go; of what the feed says, any part is lost, and none is late for long; subscribers come at any time and are shown a list. Each
    /// goes by what it was shown and told, and in the end knows who is there.
    @Test
    void whateverIsLostEverySubscriberKnowsInTheEndWhoIsThere() {
        for (int seed = 0; seed < 2_000; seed++) {
            var random = new SplittableRandom(seed);
            var redis = new Model();
            var subscribers = new ArrayList<View>();
            var fake = new FakeNode();
            var tracked = new MemberTrack(ROOM, message -> subscribers.forEach(view -> view.hear(message)), fake,
                    SETTLING);
            tracked.verify();
            var feed = new ArrayDeque<ChannelMessage>();
            for (int step = 0; step < 60; step++) {
                ChannelMessage change = redis.change(random);
                if (random.nextInt(4) > 0) {
                    feed.add(change);
                }
                while (!feed.isEmpty() && random.nextInt(3) > 0) {
                    hear(tracked, feed.remove());
                }
                if (!fake.arrived.isEmpty() && random.nextInt(5) == 0) {
                    feed.forEach(message -> hear(tracked, message));
                    feed.clear();
                    fake.arrived.remove().run();
                }
                if (random.nextInt(3) == 0 && !fake.asked.isEmpty()) {
                    fake.asked.remove().complete(redis.membership());
                }
                if (random.nextInt(8) == 0 && fake.asked.isEmpty()) {
                    subscribers.add(new View(redis.membership()));
                    tracked.shown(redis.membership());
                }
            }
            feed.forEach(message -> hear(tracked, message));
            tracked.verify();
            while (!fake.asked.isEmpty() || !fake.arrived.isEmpty()) {
                Stream.ofNullable(fake.asked.poll())
                        .forEach(question -> question.complete(redis.membership()));
                Stream.ofNullable(fake.arrived.poll()).forEach(Runnable::run);
            }

            assertThat(subscribers).as("seed %d", seed)
                    .allSatisfy(view -> assertThat(view.members).isEqualTo(redis.membership().users()));
        }
    }

    private static void hear(MemberTrack track, ChannelMessage change) {
        switch (change) {
            case MemberAdded added -> track.received(added);
            case MemberRemoved removed -> track.received(removed);
            default -> throw new AssertionError(change);
        }
    }

    /// A presence channel, as the scripts keep it.
    private static final class Model {
        private final Map<String, Long> arrivals = new HashMap<>();
        private long version = 10;

        ChannelMessage change(SplittableRandom random) {
            String user = "" + (char) ('a' + random.nextInt(5));
            version += arrivals.isEmpty() ? 1 + random.nextInt(5) : 1;
            if (arrivals.remove(user) != null) {
                return new MemberRemoved(ROOM, new UserId(user), version);
            }
            arrivals.put(user, version);
            return new MemberAdded(ROOM, new Member(new UserId(user), "{}"), new SocketId("1.1"), version);
        }

        Membership membership() {
            return new Membership(version, BORN, arrivals.entrySet().stream()
                    .map(each -> arrival(each.getKey() + each.getValue())).toList());
        }
    }

    /// One subscriber, to whom only changes are told that are newer than the list it was shown.
    private static final class View {
        private final long shown;
        private final Set<UserId> members;

        View(Membership list) {
            shown = list.version();
            members = new HashSet<>(list.users());
        }

        void hear(ChannelMessage message) {
            switch (message) {
                case MemberAdded added when added.version() > shown && added.since() <= shown ->
                    members.add(added.member().id());
                case MemberRemoved removed when removed.version() > shown -> members.remove(removed.user());
                default -> {}
            }
        }
    }
}
