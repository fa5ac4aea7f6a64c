package dev.anemone.conformance.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.anemone.conformance.coverage.PC;
import dev.anemone.conformance.pusher.Json;
import dev.anemone.conformance.pusher.Message;
import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.wire.Frame;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/// How many events a client may send: ten a second.
@Conformance
class ClientEventRateIT {
    private static final int PER_SECOND = 10;

    @Test
    @PC(139)
    void tenPassAndTheEleventhIsAnError(App app) {
        String channel = app.channel("private-");
        PusherConnection sender = subscriber(app, channel);
        PusherConnection listener = subscriber(app, channel);

        burst(sender, channel, PER_SECOND + 1);

        Message error = sender.expectErrorAndOpen();
        assertThat(error.json().path("data").path("code").intValue()).isEqualTo(4301);
        for (int i = 0; i < PER_SECOND; i++) {
            assertThat(listener.expectEvent("client-x", channel).data()).isEqualTo(Integer.toString(i));
        }
        app.rest().publish(channel, "marker", "");
        listener.expectEvent("marker", channel);
    }

    @Test
    @PC(140)
    void aSecondLaterEventsPassAgain(App app) {
        String channel = app.channel("private-");
        PusherConnection sender = subscriber(app, channel);
        burst(sender, channel, PER_SECOND + 1);
        sender.expectErrorAndOpen();

        await().atMost(Duration.ofSeconds(5)).until(() -> {
            burst(sender, channel, 1);
            return sender.untilPong().isEmpty();
        });
    }

    @Test
    @PC(141)
    void oneClientsHasteIsNotAnothers(App app) {
        String channel = app.channel("private-");
        PusherConnection hasty = subscriber(app, channel);
        PusherConnection calm = subscriber(app, channel);
        burst(hasty, channel, PER_SECOND + 1);
        hasty.expectErrorAndOpen();

        calm.sendClientEvent(channel, "client-calm", Map.of());

        hasty.expectEvent("client-calm", channel);
    }

    /// Sends events in one write, so that the server has them all within the second.
    private static void burst(PusherConnection sender, String channel, int count) {
        List<Frame> events = IntStream.range(0, count).mapToObj(i -> Frame.text(Json.text(Map.of(
                "event", "client-x", "channel", channel, "data", Integer.toString(i))))).toList();
        sender.socket().sendTogether(events);
    }

    private static PusherConnection subscriber(App app, String channel) {
        PusherConnection client = app.connect();
        client.subscribe(channel);
        return client;
    }
}
