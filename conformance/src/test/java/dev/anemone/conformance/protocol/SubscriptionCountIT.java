package dev.anemone.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Of;
import dev.anemone.conformance.server.Setup;
import dev.anemone.conformance.server.Tenant;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/// How many are subscribed, told to the subscribers of apps that ask for it.
@Conformance(Setup.COUNTED)
class SubscriptionCountIT {
    private static final String COUNT = "pusher_internal:subscription_count";

    private static void expectCount(PusherConnection connection, String channel, int count) {
        assertThat(connection.expectEvent(COUNT, channel).decodedData())
                .isEqualTo(Json.parse("{\"subscription_count\":" + count + "}"));
    }

    @Test
    @PC(125)
    void nobodyIsCountedUnlessTheAppAsksForIt(App app) {
        String channel = app.channel("room-");
        PusherConnection first = app.connect();
        first.subscribe(channel);

        app.connect().subscribe(channel);

        app.rest().publish(channel, "marker", "");
        first.expectEvent("marker", channel);
    }

    @Test
    @PC({126, 127})
    void everyChangeIsToldAndToTheNewcomerAfterItsSuccess(@Of(Tenant.COUNTING) App app) {
        String channel = app.channel("private-");
        PusherConnection first = app.connect();
        first.subscribe(channel);
        expectCount(first, channel, 1);
        PusherConnection second = app.connect();
        second.subscribe(channel);
        expectCount(second, channel, 2);
        expectCount(first, channel, 2);

        second.unsubscribe(channel);
        expectCount(first, channel, 1);
        second.subscribe(channel);
        expectCount(first, channel, 2);
        second.close();

        expectCount(first, channel, 1);
    }

    @Test
    @PC(128)
    void membersAreNotCountedThisWay(@Of(Tenant.COUNTING) App app) {
        String channel = app.channel("presence-");
        PusherConnection first = app.connect();
        first.joinAs("1", channel);

        app.connect().joinAs("2", channel);

        first.expectEvent("pusher_internal:member_added", channel);
        app.rest().publish(channel, "marker", "");
        first.expectEvent("marker", channel);
    }

    @Test
    @PC(129)
    void aLargeAudienceIsToldNowAndThen(@Of(Tenant.COUNTING) App app) {
        String channel = app.channel("crowd-");
        PusherConnection first = app.connect();
        first.subscribe(channel);
        for (int i = 2; i <= 100; i++) {
            app.connect().subscribe(channel);
        }
        long begun = System.nanoTime();
        for (int i = 101; i <= 120; i++) {
            app.connect().subscribe(channel);
        }

        int count = 0;
        int toldToACrowd = 0;
        while (count < 120) {
            int next = first.expectEvent(COUNT, channel).decodedData().path("subscription_count").intValue();
            assertThat(next).isGreaterThan(count);
            count = next;
            toldToACrowd += count > 100 ? 1 : 0;
        }
        Duration taken = Duration.ofNanos(System.nanoTime() - begun);
        assertThat(taken)
                .isGreaterThan(Setup.COUNT_INTERVAL.multipliedBy(toldToACrowd - 1).multipliedBy(9).dividedBy(10));
    }
}
