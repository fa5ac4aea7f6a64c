package dev.anemone.store;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelMessage;
import dev.anemone.model.ChannelName;
import dev.anemone.model.HistoryGap;
import dev.anemone.model.Member;
import dev.anemone.model.MemberAdded;
import dev.anemone.model.MemberRemoved;
import dev.anemone.model.Publication;
import dev.anemone.model.SocketId;
import dev.anemone.model.SubscriptionCount;
import dev.anemone.model.UserId;
import dev.anemone.store.Presence.Joined;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;

/// What every [Presence] promises.
public abstract class PresenceContract extends StoreContract {
    private static final ChannelKey ROOM = channel("presence-room");
    private static final int ROOMY = 100;

    private static SocketId socket(int number) {
        return new SocketId("1." + number);
    }

    private static Member member(String user) {
        return new Member(new UserId(user), "{\"name\":\"" + user + "\"}");
    }

    private static Joined.In in(Presence presence, ChannelKey channel, SocketId socket, Member member) {
        return (Joined.In) join(presence.join(channel, socket, member, ROOMY));
    }

    /// What `inbox` hears of `channel` up to this moment: a publication marks it.
    private static List<ChannelMessage> feedUpToNow(Store node, RecordingListener inbox, ChannelKey channel) {
        String mark = "mark " + inbox.heard().size();
        join(node.broker().publish(List.of(publication(channel, mark))));
        inbox.await(channel, mark);
        return inbox.heard(channel).stream().filter(message -> !(message instanceof Publication)).toList();
    }

    @Test
    void aUsersFirstConnectionAddsAMemberForEveryNode() {
        Store one = node();
        Store two = node();
        RecordingListener inbox = RecordingListener.on(two);
        join(two.broker().subscribe(ROOM));

        Joined.In joined = in(one.presence(), ROOM, socket(1), member("ann"));

        assertThat(joined.members()).containsExactly(member("ann"));
        assertThat(inbox.await(1))
                .containsExactly(new MemberAdded(ROOM, member("ann"), socket(1), joined.version()));
        assertThat(join(two.presence().members(ROOM))).containsExactly(member("ann"));
    }

    @Test
    void furtherConnectionsOfAUserChangeNothing() {
        Store node = node();
        RecordingListener inbox = RecordingListener.on(node);
        join(node.broker().subscribe(ROOM));
        Joined.In first = in(node.presence(), ROOM, socket(1), member("ann"));

        Joined.In second = in(node().presence(), ROOM, socket(2), member("ann"));
        join(node.presence().leave(ROOM, socket(1)));

        assertThat(second).isEqualTo(first);
        assertThat(feedUpToNow(node, inbox, ROOM)).hasSize(1);
        assertThat(join(node.presence().userCounts(List.of(ROOM)))).containsExactly(1);
    }

    @Test
    void aUsersLastConnectionRemovesTheMember() {
        Store node = node();
        RecordingListener inbox = RecordingListener.on(node);
        join(node.broker().subscribe(ROOM));
        Presence presence = node.presence();
        in(presence, ROOM, socket(1), member("ann"));
        in(presence, ROOM, socket(2), member("ann"));
        long version = in(presence, ROOM, socket(3), member("bob")).version();

        join(presence.leave(ROOM, socket(2)));
        join(node().presence().leave(ROOM, socket(1)));

        assertThat(inbox.await(3)).last().isEqualTo(new MemberRemoved(ROOM, new UserId("ann"), version + 1));
        assertThat(join(presence.members(ROOM))).containsExactly(member("bob"));
    }

    @Test
    void membersComeInOrderOfArrivalWithTheirOwn() {
        Presence presence = node().presence();
        in(presence, ROOM, socket(1), member("zoe"));
        in(presence, ROOM, socket(2), member("ann"));

        Joined.In joined = in(presence, ROOM, socket(3), member("bob"));

        assertThat(joined.members()).containsExactly(member("zoe"), member("ann"), member("bob"));
        join(presence.leave(ROOM, socket(1)));
        in(presence, ROOM, socket(4), member("zoe"));
        assertThat(join(presence.members(ROOM))).containsExactly(member("ann"), member("bob"), member("zoe"));
    }

    @Test
    void aLaterJoinOfAUserReplacesTheInfoWithoutAnEvent() {
        Store node = node();
        RecordingListener inbox = RecordingListener.on(node);
        join(node.broker().subscribe(ROOM));
        long version = in(node.presence(), ROOM, socket(1), member("ann")).version();
        var renamed = new Member(new UserId("ann"), "{\"name\":\"Ann \\u00e9 😀\"}");

        Joined.In joined = in(node.presence(), ROOM, socket(2), renamed);

        assertThat(joined).isEqualTo(new Joined.In(List.of(renamed), version));
        assertThat(join(node.presence().members(ROOM))).containsExactly(renamed);
        assertThat(feedUpToNow(node, inbox, ROOM)).hasSize(1);
    }

    @Test
    void joiningTwiceIsJoiningOnce() {
        Store node = node();
        RecordingListener inbox = RecordingListener.on(node);
        join(node.broker().subscribe(ROOM));
        Presence presence = node.presence();
        Joined.In first = in(presence, ROOM, socket(1), member("ann"));

        assertThat(in(presence, ROOM, socket(1), member("ann"))).isEqualTo(first);

        join(presence.leave(ROOM, socket(1)));
        assertThat(join(presence.members(ROOM))).isEmpty();
        assertThat(feedUpToNow(node, inbox, ROOM)).hasSize(2);
    }

    @Test
    void aConnectionThatJoinsAsAnotherUserLeavesAsTheFirst() {
        Store node = node();
        RecordingListener inbox = RecordingListener.on(node);
        join(node.broker().subscribe(ROOM));
        long version = in(node.presence(), ROOM, socket(1), member("ann")).version();

        Joined.In joined = in(node.presence(), ROOM, socket(1), member("bob"));

        assertThat(joined.members()).containsExactly(member("bob"));
        assertThat(feedUpToNow(node, inbox, ROOM).subList(1, 3)).containsExactly(
                new MemberRemoved(ROOM, new UserId("ann"), version + 1),
                new MemberAdded(ROOM, member("bob"), socket(1), version + 2));
    }

    @Test
    void leavingWithoutBeingInChangesNothing() {
        Store node = node();
        RecordingListener inbox = RecordingListener.on(node);
        join(node.broker().subscribe(ROOM));
        in(node.presence(), ROOM, socket(1), member("ann"));

        join(node.presence().leave(ROOM, socket(2)));
        join(node.presence().leave(channel("presence-empty"), socket(1)));

        assertThat(feedUpToNow(node, inbox, ROOM)).hasSize(1);
        assertThat(join(node.presence().userCounts(List.of(ROOM, channel("presence-empty"))))).containsExactly(1, 0);
    }

    @Test
    void aChannelTakesItsMaximumOfUsersAndNotOneMore() {
        Store node = node();
        RecordingListener inbox = RecordingListener.on(node);
        join(node.broker().subscribe(ROOM));
        Presence presence = node.presence();
        assertThat(join(presence.join(ROOM, socket(1), member("ann"), 2))).isInstanceOf(Joined.In.class);
        assertThat(join(presence.join(ROOM, socket(2), member("bob"), 2))).isInstanceOf(Joined.In.class);

        assertThat(join(presence.join(ROOM, socket(3), member("cid"), 2))).isEqualTo(new Joined.Full(2));

        assertThat(join(presence.members(ROOM))).containsExactly(member("ann"), member("bob"));
        assertThat(feedUpToNow(node, inbox, ROOM)).hasSize(2);
        assertThat(join(presence.join(ROOM, socket(4), member("ann"), 2))).isInstanceOf(Joined.In.class);
        join(presence.leave(ROOM, socket(2)));
        assertThat(join(presence.join(ROOM, socket(3), member("cid"), 2))).isInstanceOf(Joined.In.class);
    }

    @Test
    void channelsOfTwoAppsShareNothing() {
        Presence presence = node().presence();
        var sameNameElsewhere = new ChannelKey(OTHER_APP, new ChannelName("presence-room"));
        in(presence, ROOM, socket(1), member("ann"));

        assertThat(join(presence.members(sameNameElsewhere))).isEmpty();
        join(presence.leave(sameNameElsewhere, socket(1)));
        assertThat(join(presence.members(ROOM))).containsExactly(member("ann"));
    }

    @Test
    void versionsNeverFallEvenWhenTheChannelWasEmpty() {
        Store node = node();
        RecordingListener inbox = RecordingListener.on(node);
        join(node.broker().subscribe(ROOM));
        for (int i = 0; i < 3; i++) {
            in(node.presence(), ROOM, socket(i), member("ann"));
            join(node.presence().leave(ROOM, socket(i)));
        }

        List<Long> versions = feedUpToNow(node, inbox, ROOM).stream().map(PresenceContract::version).toList();

        assertThat(versions).hasSize(6).isSorted().doesNotHaveDuplicates();
    }

    private static long version(ChannelMessage change) {
        return switch (change) {
            case MemberAdded added -> added.version();
            case MemberRemoved removed -> removed.version();
            case Publication _,SubscriptionCount _,HistoryGap _ ->
                throw new AssertionError("Not a change of members: " + change);
        };
    }

    @Test
    void everySubscriberShowsEachMemberOnceHoweverManyComeAndGo() {
        List<Store> nodes = List.of(node(), node(), node());
        var inboxes = new ArrayList<RecordingListener>();
        for (Store node : nodes) {
            inboxes.add(RecordingListener.dawdlingOn(node));
            join(node.broker().subscribe(ROOM));
        }
        record Joining(int node, Joined.In snapshot) {}
        Queue<Joining> stayed = new ConcurrentLinkedQueue<>();

        Crowd.run(6, number -> {
            var random = new SplittableRandom(number);
            for (int i = 0; i < 400; i++) {
                int node = random.nextInt(nodes.size());
                Presence presence = nodes.get(node).presence();
                SocketId passing = socket(number * 1_000_000 + i);
                in(presence, ROOM, passing, member("user-" + random.nextInt(8)));
                if (i % 50 == 25) { // Some stay, and watch from here to the end.
                    SocketId watcher = socket(number * 1_000_000 + 500_000 + i);
                    stayed.add(new Joining(node, in(presence, ROOM, watcher, member("watcher-" + number + "-" + i))));
                }
                join(nodes.get(node).broker().publish(List.of(publication(ROOM, number + ":" + i))));
                join(presence.leave(ROOM, passing));
            }
        });

        for (int i = 0; i < nodes.size(); i++) {
            feedUpToNow(nodes.get(i), inboxes.get(i), ROOM);
        }
        List<UserId> members = join(nodes.getFirst().presence().members(ROOM)).stream().map(Member::id).toList();
        assertThat(members).hasSameSizeAs(stayed);
        for (Joining joining : stayed) {
            MemberView view = new MemberView(joining.snapshot).after(inboxes.get(joining.node).heard(ROOM));
            assertThat(view.shown()).containsExactlyInAnyOrderElementsOf(members);
        }
    }

    @Test
    void allNodesHearMemberChangesAndPublicationsInTheSameOrder() {
        List<Store> nodes = List.of(node(), node());
        var inboxes = new ArrayList<RecordingListener>();
        for (Store node : nodes) {
            inboxes.add(RecordingListener.dawdlingOn(node));
            join(node.broker().subscribe(ROOM));
        }

        Crowd.run(4, number -> {
            Store node = nodes.get(number % nodes.size());
            for (int i = 0; i < 500; i++) {
                in(node.presence(), ROOM, socket(number), member("user-" + number));
                join(node.broker().publish(List.of(publication(ROOM, number + ":" + i))));
                join(node.presence().leave(ROOM, socket(number)));
            }
        });

        int everything = 4 * 500 * 3;
        assertThat(inboxes.get(0).await(everything)).hasSize(everything).isEqualTo(inboxes.get(1).await(everything));
        assertThat(inboxes.get(0).heard(ROOM).stream().filter(m -> !(m instanceof Publication))
                .map(PresenceContract::version))
                .isSorted();
    }

    @Test
    void concurrentJoinsNeverExceedTheMaximum() {
        Store node = node();
        Queue<Joined> answers = new ConcurrentLinkedQueue<>();

        Crowd.run(8, number -> {
            for (int i = 0; i < 20; i++) {
                answers.add(join(node.presence().join(ROOM, socket(number * 100 + i), member(number + "-" + i), 50)));
            }
        });

        assertThat(answers.stream().filter(Joined.In.class::isInstance)).hasSize(50);
        assertThat(answers.stream().filter(Joined.Full.class::isInstance)).hasSize(110);
        assertThat(join(node.presence().userCounts(List.of(ROOM)))).containsExactly(50);
    }

    @Test
    void emptyChannelsHaveNoMembers() {
        Presence presence = node().presence();

        assertThat(join(presence.members(ROOM))).isEmpty();
        assertThat(join(presence.userCounts(List.of()))).isEmpty();
    }

    @Test
    void aConnectionThatHasNoRoomAsAnotherUserStaysWhoItIs() {
        Presence presence = node().presence();
        join(presence.join(ROOM, socket(1), member("ann"), 1));

        assertThat(join(presence.join(ROOM, socket(1), member("bob"), 1))).isEqualTo(new Joined.Full(1));

        assertThat(join(presence.members(ROOM))).containsExactly(member("ann"));
    }
}
