package dev.anemone.conformance.settings;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Setup;
import java.util.Map;
import org.junit.jupiter.api.Test;

@Conformance(Setup.PREFIXED)
class SubscriptionErrorsIT {
    @Test
    @PC(81)
    void aRefusalCanBeSaidInPushersOwnWay(App app) {
        PusherConnection client = app.connect();
        String channel = app.channel("private-");

        client.sendSubscribe(Map.of("channel", channel, "auth", "nonsense"));

        assertThat(client.expectRefused(channel)).singleElement().matches(Message::isError);
    }
}
