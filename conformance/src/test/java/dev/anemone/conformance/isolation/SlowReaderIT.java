package dev.anemone.conformance.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.Publisher;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import org.junit.jupiter.api.Test;

@Conformance
class SlowReaderIT {
    private static final String TEN_KILOBYTES = "x".repeat(10_000);
    private static final int EVENTS_PER_BATCH = 10;
    /// 100 MB: more than any kernel's socket buffers and any sane outbox together.
    private static final int MAX_BATCHES = 1_000;

    /// A member who stops reading, on a channel that stays busy. The others receive every event as it is published; in
    /// the end they see the slow one leave.
    @Test
    @PC(246)
    void aSlowReaderLosesItsOwnConnectionAndDelaysNobody(App app) {
        String channel = app.channel("presence-");
        PusherConnection fast = app.connect();
        fast.joinAs("fast", channel);
        PusherConnection slow = app.connectWithSmallReceiveBuffer();
        slow.joinAs("slow", channel);
        fast.expectEvent("pusher_internal:member_added", channel);

        int batches = 0;
        boolean slowLeft = false;
        try (Publisher publisher = app.rest().publisher()) {
            while (!slowLeft && batches < MAX_BATCHES) {
                publisher.publishTimes(EVENTS_PER_BATCH, channel, "e", TEN_KILOBYTES);
                batches++;
                slowLeft = readBatch(fast);
            }
        }

        if (!slowLeft) {
            fast.expectEvent("pusher_internal:member_removed", channel);
        }
        assertThat(app.rest().users(channel)).containsExactly("fast");
        assertThat(slow.socket().wire().readToEnd().length())
                .isLessThan(batches * EVENTS_PER_BATCH * TEN_KILOBYTES.length());
    }

    /// Reads the events of one batch, and tells whether the slow member was seen leaving on the way.
    private static boolean readBatch(PusherConnection client) {
        boolean slowLeft = false;
        for (int events = 0; events < EVENTS_PER_BATCH;) {
            Message message = client.next();
            if (message.event().equals("pusher_internal:member_removed")) {
                slowLeft = true;
            } else {
                assertThat(message.event()).isEqualTo("e");
                events++;
            }
        }
        return slowLeft;
    }
}
