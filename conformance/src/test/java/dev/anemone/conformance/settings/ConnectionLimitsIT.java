package dev.anemone.conformance.settings;

import dev.anemone.conformance.pusher.PusherConnection;
import dev.anemone.conformance.server.App;
import dev.anemone.conformance.server.Conformance;
import dev.anemone.conformance.server.Setup;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

@Conformance(Setup.BOUNDED)
class ConnectionLimitsIT {
    @Test
    void aConnectionHasAsManySubscriptionsAsItMay(App app) {
        PusherConnection client = app.connect();
        List<String> channels = Stream.generate(() -> app.channel("many-")).limit(Setup.MAX_SUBSCRIPTIONS).toList();
        channels.forEach(client::subscribe);
        String oneMore = app.channel("one-more-");

        client.sendSubscribe(Map.of("channel", oneMore));
        client.expectRefused(oneMore);

        client.unsubscribe(channels.getFirst());
        client.subscribe(oneMore);
    }
}
