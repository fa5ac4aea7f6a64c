package dev.anemone.conformance.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import org.junit.jupiter.api.Test;

@Conformance
class SlowReaderIT {
    private static final String TEN_KILOBYTES = "x".repeat(10_000);
    /// 100 MB: more than any kernel's socket buffers and any sane outbox together.
    private static final int ENOUGH = 10_000;

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

        int published = 0;
        boolean slowLeft = false;
        while (!slowLeft && published < ENOUGH) {
            app.rest().publish(channel, "e", TEN_KILOBYTES);
            published++;
            Message message = fast.next();
            if (message.event().equals("pusher_internal:member_removed")) {
                slowLeft = true;
                message = fast.next();
            }
            assertThat(message.event()).isEqualTo("e");
        }

        if (!slowLeft) {
            fast.expectEvent("pusher_internal:member_removed", channel);
        }
        assertThat(app.rest().users(channel)).containsExactly("fast");
        assertThat(slow.socket().wire().readToEnd().length()).isLessThan(published * TEN_KILOBYTES.length());
    }
}
