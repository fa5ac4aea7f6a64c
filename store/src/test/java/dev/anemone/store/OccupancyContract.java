package dev.anemone.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.model.App;
import dev.anemone.model.AppKey;
import dev.anemone.model.ChannelKey;
import dev.anemone.model.ChannelName;
import dev.anemone.model.Credential;
import dev.anemone.model.SubscriptionCount;
import dev.anemone.model.UserId;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/// What every [Occupancy] promises.
public abstract class OccupancyContract extends StoreContract {
    private static final ChannelKey CHAT = channel("chat");

    @Test
    void aChannelWithASubscriptionIsOccupiedAndSoOnEveryNode() {
        Store one = node();
        Store two = node();

        one.occupancy().report(CHAT, 1);

        await().untilAsserted(
                () -> assertThat(join(two.occupancy().occupied(APP, ""))).isEqualTo(Map.of(CHAT.channel(), 1)));
        assertThat(join(two.occupancy().subscriptions(List.of(CHAT)))).containsExactly(1);
    }

    @Test
    void aChannelWithoutSubscriptionsIsNotOccupied() {
        Occupancy occupancy = node().occupancy();
        occupancy.report(CHAT, 3);

        occupancy.report(CHAT, 0);

        assertThat(join(occupancy.occupied(APP, ""))).isEmpty();
        assertThat(join(occupancy.subscriptions(List.of(CHAT)))).containsExactly(0);
    }

    @Test
    void aReportReplacesTheNodesEarlierOneAndAddsToThoseOfOthers() {
        Store one = node();
        Store two = node();
        one.occupancy().report(CHAT, 1);
        two.occupancy().report(CHAT, 1);

        one.occupancy().report(CHAT, 5);
        two.occupancy().report(CHAT, 3);
        two.occupancy().report(CHAT, 2);

        await().untilAsserted(
                () -> assertThat(join(one.occupancy().subscriptions(List.of(CHAT)))).containsExactly(7));
        two.occupancy().report(CHAT, 0);
        await().untilAsserted(
                () -> assertThat(join(one.occupancy().subscriptions(List.of(CHAT)))).containsExactly(5));
    }

    @Test
    void occupiedChannelsAreFoundByPrefixWithinTheirApp() {
        Occupancy occupancy = node().occupancy();
        occupancy.report(channel("presence-a"), 1);
        occupancy.report(channel("presence-b"), 2);
        occupancy.report(channel("private-a"), 3);
        occupancy.report(new ChannelKey(OTHER_APP, new ChannelName("presence-c")), 4);

        await().untilAsserted(
                () -> assertThat(join(occupancy.occupied(APP, "presence-")))
                        .isEqualTo(Map.of(new ChannelName("presence-a"), 1, new ChannelName("presence-b"), 2)));
        assertThat(join(occupancy.occupied(APP, ""))).hasSize(3);
        assertThat(join(occupancy.occupied(APP, "presence-c"))).isEmpty();
    }

    @Test
    void channelsOfOneUserAreCountedButNotListed() {
        Occupancy occupancy = node().occupancy();
        var toUser = new ChannelKey(APP, ChannelName.serverToUser(new UserId("42")));

        occupancy.report(toUser, 1);

        assertThat(join(occupancy.occupied(APP, ""))).isEmpty();
        assertThat(join(occupancy.subscriptions(List.of(toUser)))).containsExactly(1);
    }

    @Test
    void countsComeInTheOrderAsked() {
        Occupancy occupancy = node().occupancy();
        occupancy.report(channel("a"), 1);
        occupancy.report(channel("b"), 1);

        assertThat(join(occupancy.subscriptions(List.of(channel("b"), channel("none"), channel("a")))))
                .containsExactly(1, 0, 1);
        assertThat(join(occupancy.subscriptions(List.of()))).isEmpty();
    }

    @Test
    void whatAClosedNodeReportedIsGone() {
        Store one = node();
        Store two = node();
        one.occupancy().report(CHAT, 4);
        two.occupancy().report(CHAT, 2);
        two.occupancy().report(channel("only-two"), 1);

        two.close();

        await().untilAsserted(
                () -> assertThat(join(one.occupancy().occupied(APP, ""))).isEqualTo(Map.of(CHAT.channel(), 4)));
    }

    @Test
    void concurrentReportsOfSeveralNodesAddUp() {
        List<Store> nodes = List.of(node(), node(), node(), node());
        List<ChannelKey> channels = List.of(CHAT, channel("a"), channel("b"));

        Crowd.run(nodes.size(), number -> { // One thread for each node: its calls for a channel come one at a time.
            var random = new SplittableRandom(number);
            Occupancy occupancy = nodes.get(number).occupancy();
            for (int i = 0; i < 5_000; i++) {
                occupancy.report(channels.get(random.nextInt(channels.size())), random.nextInt(3));
            }
            occupancy.report(CHAT, 1);
            occupancy.report(channels.get(1), number);
            occupancy.report(channels.get(2), 0);
        });

        await().untilAsserted(
                () -> assertThat(join(nodes.getFirst().occupancy().occupied(APP, "")))
                        .isEqualTo(Map.of(CHAT.channel(), 4, new ChannelName("a"), 6)));
    }

    @Test
    void everyChangeOfACountIsToldToTheChannelOfAnAppThatAsksForIt() {
        Store one = node();
        Store two = node();
        join(one.apps().put(App.builder(APP, List.of(new Credential(new AppKey("k"), "secret")))
                .subscriptionCount(true)
                .build()));
        await().until(() -> join(two.apps().byId(APP)).isPresent());
        RecordingListener inbox = RecordingListener.on(one);
        join(one.broker().subscribe(CHAT));

        one.occupancy().report(CHAT, 1);
        inbox.await(1); // Each in turn: which node a store hears first is not promised.
        two.occupancy().report(CHAT, 4);
        inbox.await(2);
        one.occupancy().report(CHAT, 0);
        inbox.await(3);
        two.occupancy().report(CHAT, 0);

        assertThat(inbox.await(4)).containsExactly(new SubscriptionCount(CHAT, 1), new SubscriptionCount(CHAT, 5),
                new SubscriptionCount(CHAT, 4), new SubscriptionCount(CHAT, 0));
    }

    @Test
    void countsAreToldToNobodyElse() {
        Store node = node();
        join(node.apps().put(App.builder(APP, List.of(new Credential(new AppKey("k"), "secret")))
                .subscriptionCount(true)
                .build()));
        ChannelKey presence = channel("presence-room");
        ChannelKey ofOtherApp = new ChannelKey(OTHER_APP, CHAT.channel());
        RecordingListener inbox = RecordingListener.on(node);
        for (ChannelKey heard : List.of(presence, ofOtherApp, CHAT)) {
            join(node.broker().subscribe(heard));
            node.occupancy().report(heard, 1);
        }

        assertThat(inbox.await(1)).containsExactly(new SubscriptionCount(CHAT, 1));
    }
}
