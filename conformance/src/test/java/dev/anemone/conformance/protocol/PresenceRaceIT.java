package dev.anemone.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import org.junit.jupiter.api.RepeatedTest;

/// Members who come at the same moment.
@Conformance
class PresenceRaceIT {
    @RepeatedTest(25)
    @PC(102)
    void twoUsersWhoJoinTogetherSeeEachOtherOnce(App app) {
        String channel = app.channel("presence-");
        PusherConnection one = app.connect();
        PusherConnection two = app.connect();
        var start = new CyclicBarrier(2);

        CompletableFuture<Message> first = join(one, "1", channel, start);
        CompletableFuture<Message> second = join(two, "2", channel, start);

        // One of them was first, and hears of the other; the other found it in the list.
        boolean firstKnows = lists(first.join(), "2");
        boolean secondKnows = lists(second.join(), "1");
        assertThat(firstKnows).isNotEqualTo(secondKnows);
        PusherConnection earlier = firstKnows ? two : one;
        PusherConnection later = firstKnows ? one : two;
        assertThat(earlier.expectEvent("pusher_internal:member_added", channel).decodedData().path("user_id")
                .textValue()).isEqualTo(firstKnows ? "1" : "2");
        app.rest().publish(channel, "marker", "");
        earlier.expectEvent("marker", channel);
        later.expectEvent("marker", channel);
    }

    private static CompletableFuture<Message> join(PusherConnection client, String userId, String channel,
            CyclicBarrier start) {
        return CompletableFuture.supplyAsync(() -> {
            try {
                start.await();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
            return client.joinAs(userId, channel);
        }, Thread::startVirtualThread);
    }

    private static boolean lists(Message success, String userId) {
        JsonNode presence = success.decodedData().path("presence");
        assertThat(presence.path("count").intValue()).isEqualTo(presence.path("ids").size())
                .isEqualTo(presence.path("hash").size());
        return presence.path("hash").has(userId);
    }
}
