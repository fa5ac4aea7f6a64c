package dev.anemone.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.anemone.gateway.GatewayConfig;
import dev.anemone.gateway.session.Node.Client;
import dev.anemone.model.EventData;
import dev.anemone.model.EventName;
import dev.anemone.model.LifecycleEvent;
import dev.anemone.model.LifecycleEvent.CacheMissed;
import dev.anemone.model.LifecycleEvent.ClientSent;
import dev.anemone.model.LifecycleEvent.Occupied;
import dev.anemone.model.UserId;
import dev.anemone.model.Webhook;
import dev.anemone.model.WebhookEvent;
import dev.anemone.store.RecordingReader;
import java.net.URI;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// What sessions add to the log that webhooks are told from.
class LifecycleEventsTest {
    private final Node node = node(WebhookEvent.CLIENT_EVENT, WebhookEvent.CACHE_MISS);
    private final RecordingReader reader = RecordingReader.on(node.store);

    private static Node node(WebhookEvent... events) {
        var webhook = new Webhook(URI.create("https://backend.example/"), Set.of(events), "", "", true);
        return new Node(GatewayConfig.DEFAULTS, Apps.OPEN.toBuilder().webhooks(List.of(webhook)).build());
    }

    private static void type(Client client, String channel, String data) {
        client.say("{\"event\":\"client-typing\",\"channel\":\"" + channel + "\",\"data\":" + data + "}");
    }

    private LifecycleEvent typed(Client client, String channel, EventData data, String user) {
        return new ClientSent(node.key(channel), new EventName("client-typing"), data, client.socketId(),
                user.isEmpty() ? null : new UserId(user));
    }

    @Test
    void aClientEventIsToldAlsoIfNobodyElseIsThere() {
        Client client = node.connect();
        client.subscribeSigned("private-x", null);

        type(client, "private-x", "\"hi\"");
        type(client, "private-x", "{\"a\":1}");

        reader.awaitExactly(typed(client, "private-x", EventData.ofString("hi"), ""),
                typed(client, "private-x", EventData.ofString("{\"a\":1}"), ""));
    }

    @Test
    void onPresenceChannelsItSaysWhoSentIt() {
        Client client = node.connect();
        client.join("presence-x", "ann");

        type(client, "presence-x", "\"hi\"");

        reader.awaitExactly(typed(client, "presence-x", EventData.ofString("hi"), "ann"));
    }

    @Test
    void aRefusedClientEventIsNotTold() {
        Client client = node.connect();
        type(client, "private-x", "\"not subscribed\"");
        client.subscribe("x");
        type(client, "x", "\"public\"");
        client.subscribeSigned("private-x", null);

        type(client, "private-x", "\"accepted\"");

        reader.awaitExactly(typed(client, "private-x", EventData.ofString("accepted"), ""));
    }

    @Test
    void aClientEventThatWasNotConfirmedIsNotTold() {
        Client client = node.connect();
        client.subscribeSigned("private-x", null);
        client.heard();
        node.store.moveAway();
        type(client, "private-x", "\"lost\"");
        node.store.fail("publish client-typing");
        type(client, "private-x", "\"confirmed\"");

        assertThat(reader.events()).isEmpty();
        node.store.answer("publish client-typing");

        reader.awaitExactly(typed(client, "private-x", EventData.ofString("confirmed"), ""));
    }

    @Test
    void eventsOfTheBackendAreNotTold() {
        Client client = node.connect();
        client.subscribeSigned("private-x", null);

        node.publish("private-x", "from the backend");
        type(client, "private-x", "\"from the client\"");

        reader.awaitExactly(typed(client, "private-x", EventData.ofString("from the client"), ""));
    }

    @Test
    void aMissOfACacheChannelIsToldOnceHoweverManySubscribe() {
        node.connect().subscribe("cache-x");
        node.connect().subscribe("cache-x");
        node.connect().subscribe("not-a-cache");
        node.connect().subscribe("cache-y");

        reader.awaitExactly(new CacheMissed(node.key("cache-x")), new CacheMissed(node.key("cache-y")));
    }

    @Test
    void subscriptionsOccupyAChannelOnce() {
        Node node = node(WebhookEvent.CHANNEL_OCCUPIED);
        RecordingReader reader = RecordingReader.on(node.store);

        node.connect().subscribe("x");
        node.connect().subscribe("x");
        node.loop.run();
        node.connect().subscribe("y");
        node.loop.run();

        reader.awaitExactly(new Occupied(node.key("x")), new Occupied(node.key("y")));
    }
}
