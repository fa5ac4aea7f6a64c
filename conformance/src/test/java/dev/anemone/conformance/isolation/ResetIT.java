package dev.anemone.conformance.isolation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import org.junit.jupiter.api.Test;

@Conformance
class ResetIT {
    @Test
    @PC(249)
    void aResetFreesWhatACleanCloseFrees(App app) {
        String open = app.channel("open-");
        String presence = app.channel("presence-");
        PusherConnection watcher = app.connect();
        watcher.joinAs("1", presence);
        PusherConnection client = app.connect();
        client.subscribe(open);
        client.joinAs("2", presence);
        watcher.expectEvent("pusher_internal:member_added", presence);

        client.socket().wire().reset();

        watcher.expectEvent("pusher_internal:member_removed", presence);
        await().untilAsserted(() -> assertThat(app.rest().occupied(open)).isFalse());
        assertThat(app.rest().users(presence)).containsExactly("1");
    }
}
